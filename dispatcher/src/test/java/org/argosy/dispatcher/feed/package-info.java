@NullMarked
package org.argosy.dispatcher.feed;

import org.jspecify.annotations.NullMarked;

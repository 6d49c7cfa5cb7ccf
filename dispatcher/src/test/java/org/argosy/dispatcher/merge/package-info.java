@NullMarked
package org.argosy.dispatcher.merge;

import org.jspecify.annotations.NullMarked;

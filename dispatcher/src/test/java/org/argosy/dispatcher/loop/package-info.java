@NullMarked
package org.argosy.dispatcher.loop;

import org.jspecify.annotations.NullMarked;

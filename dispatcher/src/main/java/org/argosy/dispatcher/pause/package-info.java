/** Telling workers which models and clusters are paused. */
@NullMarked
package org.argosy.dispatcher.pause;

import org.jspecify.annotations.NullMarked;

/** Collecting: from outcomes to the lines of output and error files, each line once. */
@NullMarked
package org.argosy.dispatcher.collect;

import org.jspecify.annotations.NullMarked;

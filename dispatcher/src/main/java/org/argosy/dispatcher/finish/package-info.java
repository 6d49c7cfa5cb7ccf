/** Finishing: cancelled batches and those whose window is over get a line for all that is owed, and end. */
@NullMarked
package org.argosy.dispatcher.finish;

import org.jspecify.annotations.NullMarked;

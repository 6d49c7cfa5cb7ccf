/** One line's way: attempts, waits, and what became of it. */
@NullMarked
package org.argosy.workers.forward;

import org.jspecify.annotations.NullMarked;

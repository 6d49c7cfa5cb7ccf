/** From the work topic to a running line, and from its outcome to a committed offset. */
@NullMarked
package org.argosy.workers.consume;

import org.jspecify.annotations.NullMarked;

/** How many requests may be open on a route: the permits, and the limit that finds its own level. */
@NullMarked
package org.argosy.workers.permits;

import org.jspecify.annotations.NullMarked;

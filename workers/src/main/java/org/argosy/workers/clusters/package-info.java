/** Inference services behind one port, and the HTTP way to them. */
@NullMarked
package org.argosy.workers.clusters;

import org.jspecify.annotations.NullMarked;

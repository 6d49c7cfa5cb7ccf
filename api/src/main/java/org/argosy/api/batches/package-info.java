/** Batches as clients create and cancel them. Knows no HTTP and no Spring. */
@NullMarked
package org.argosy.api.batches;

import org.jspecify.annotations.NullMarked;

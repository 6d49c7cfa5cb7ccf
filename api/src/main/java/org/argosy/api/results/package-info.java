/** The finished lines of a batch, in the order in which they finished or in that of its input. Knows no HTTP and no Spring. */
@NullMarked
package org.argosy.api.results;

import org.jspecify.annotations.NullMarked;

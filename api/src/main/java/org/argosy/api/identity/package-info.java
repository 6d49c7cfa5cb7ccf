/** Who a caller is. Knows no HTTP and no Spring. */
@NullMarked
package org.argosy.api.identity;

import org.jspecify.annotations.NullMarked;

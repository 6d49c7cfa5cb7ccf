/** Files as clients upload and download them. Knows no HTTP and no Spring. */
@NullMarked
package org.argosy.api.files;

import org.jspecify.annotations.NullMarked;

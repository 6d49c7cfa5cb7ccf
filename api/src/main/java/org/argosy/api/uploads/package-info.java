/** Files that come in parts: OpenAI's Uploads. Knows no HTTP and no Spring. */
@NullMarked
package org.argosy.api.uploads;

import org.jspecify.annotations.NullMarked;

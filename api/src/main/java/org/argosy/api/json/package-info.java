/** What clients send as JSON, read with OpenAI's errors for what does not fit. Knows no HTTP and no Spring. */
@NullMarked
package org.argosy.api.json;

import org.jspecify.annotations.NullMarked;

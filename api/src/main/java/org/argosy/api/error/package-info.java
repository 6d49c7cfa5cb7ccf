/** What can go wrong with a request, as a closed family that one writer turns into OpenAI's error envelope. */
@NullMarked
package org.argosy.api.error;

import org.jspecify.annotations.NullMarked;

/** The domain of webhooks, tested. */
@NullMarked
package org.argosy.storage.webhooks;

import org.jspecify.annotations.NullMarked;

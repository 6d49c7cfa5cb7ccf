/** The domain of webhooks: endpoints, events, secrets, and which addresses may be called. Knows no database. */
@NullMarked
package org.argosy.storage.webhooks;

import org.jspecify.annotations.NullMarked;

/** Webhook endpoints: what their owners may do with them. Knows no HTTP and no Spring, and calls no endpoint. */
@NullMarked
package org.argosy.api.webhooks;

import org.jspecify.annotations.NullMarked;

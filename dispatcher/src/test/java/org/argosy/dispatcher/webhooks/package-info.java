/** Deliveries to real servers. */
@NullMarked
package org.argosy.dispatcher.webhooks;

import org.jspecify.annotations.NullMarked;

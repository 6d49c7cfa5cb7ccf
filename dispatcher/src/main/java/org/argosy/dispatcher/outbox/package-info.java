/** From the outbox table to Kafka. */
@NullMarked
package org.argosy.dispatcher.outbox;

import org.jspecify.annotations.NullMarked;

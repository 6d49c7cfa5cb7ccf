/** Hears what the other roles tell over Kafka: events of batches, and the workers' heartbeats. */
@NullMarked
package org.argosy.dispatcher.events;

import org.jspecify.annotations.NullMarked;

/**
 * Feeding: each model's lines are published just in time, fairly over tenants and batches, so that the backlog stays in
 * storage and Kafka stays shallow.
 */
@NullMarked
package org.argosy.dispatcher.feed;

import org.jspecify.annotations.NullMarked;

package org.argosy.storage.db;

/**
 * A step of a collector through one partition of the outcomes topic.
 *
 * @param topicId Kafka's id of the topic, which differs when the topic was made anew
 * @param from the offset from which the collector read
 * @param to the offset that it reads next
 */
public record OffsetMove(int partition, String topicId, long from, long to) {}

package org.argosy.storage.db;

/**
 * A Kafka record that is written with the change it tells of and sent afterwards.
 *
 * @param payload the encoded value
 */
public record OutboxMessage(String topic, String key, byte[] payload) {}

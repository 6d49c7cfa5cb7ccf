package org.argosy.schemas;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;

/**
 * The names and settings of every Kafka topic: the only place that maps a model to its topic. Immutable and safe for
 * use by any number of threads.
 *
 * @param workPartitions partitions of each model's work topic
 * @param outcomePartitions partitions of the outcomes topic, which bounds the number of collectors
 * @param replicationFactor copies of each partition; empty for the broker's default
 */
public record Topics(int workPartitions, int outcomePartitions, Optional<Short> replicationFactor) {

    /** Batches submitted and cancel requests, keyed by batch. */
    public static final String BATCHES = "argosy.batches.v1";

    /** What became of each line, keyed by batch. */
    public static final String OUTCOMES = "argosy.outcomes.v1";

    /** Orders read by every worker. */
    public static final String CONTROL = "argosy.control.v1";

    /** Which models and clusters are paused: the latest record says all, so the topic is compacted. */
    public static final String PAUSES = "argosy.pauses.v1";

    /** What each worker can take. */
    public static final String HEARTBEATS = "argosy.heartbeats.v1";

    private static final String WORK_PREFIX = "argosy.work.v1.";
    private static final int SLUG_LENGTH = 60;

    /** The largest record a producer may send: an inlined body, its envelope and room to spare. */
    public static final int MAX_RECORD_BYTES = 1024 * 1024;

    /** Bodies above this travel by reference to the object store. */
    public static final int MAX_INLINE_BODY_BYTES = 256 * 1024;

    private static final Duration WORK_RETENTION = Duration.ofDays(8);
    private static final Duration SHORT_RETENTION = Duration.ofHours(1);
    private static final Duration SEGMENT_ROLL = Duration.ofHours(1);

    /** Checks the numbers. */
    public Topics {
        if (workPartitions < 1 || outcomePartitions < 1) {
            throw new IllegalArgumentException("a topic needs at least one partition");
        }
    }

    /** The settings of a single-broker installation. */
    public static Topics defaults() {
        return new Topics(8, 4, Optional.empty());
    }

    /**
     * The topic that carries a model's work: a readable slug, made unique by a hash because different names can share a
     * slug.
     */
    public static String work(String model) {
        String slug = model.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9._]+", "-");
        return WORK_PREFIX + slug.substring(0, Math.min(slug.length(), SLUG_LENGTH)) + "-" + hash(model);
    }

    /** The consumer group that shares a model's work among the workers. */
    public static String workGroup(String model) {
        return work(model);
    }

    /** The topics that exist whatever models there are. */
    public List<NewTopic> shared() {
        return List.of(
                topic(BATCHES, outcomePartitions, WORK_RETENTION),
                topic(OUTCOMES, outcomePartitions, WORK_RETENTION),
                topic(CONTROL, 1, WORK_RETENTION),
                topic(HEARTBEATS, 1, SHORT_RETENTION),
                compacted(PAUSES));
    }

    /** The work topic of a model. */
    public NewTopic forModel(String model) {
        return topic(work(model), workPartitions, WORK_RETENTION);
    }

    private NewTopic topic(String name, int partitions, Duration retention) {
        return new NewTopic(name, Optional.of(partitions), replicationFactor)
                .configs(Map.of(
                        TopicConfig.RETENTION_MS_CONFIG, Long.toString(retention.toMillis()),
                        TopicConfig.SEGMENT_MS_CONFIG, Long.toString(SEGMENT_ROLL.toMillis()),
                        TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(MAX_RECORD_BYTES + 64 * 1024)));
    }

    private NewTopic compacted(String name) {
        return new NewTopic(name, Optional.of(1), replicationFactor)
                .configs(Map.of(
                        TopicConfig.CLEANUP_POLICY_CONFIG,
                        TopicConfig.CLEANUP_POLICY_COMPACT,
                        TopicConfig.SEGMENT_MS_CONFIG,
                        Long.toString(SEGMENT_ROLL.toMillis())));
    }

    private static String hash(String model) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(model.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 4);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}

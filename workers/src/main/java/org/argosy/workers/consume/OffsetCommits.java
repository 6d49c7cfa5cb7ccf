package org.argosy.workers.consume;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commits the lowest open offset of each partition and what is finished beyond it: after a tenth of a second, or sooner
 * when a few lines have ended, for what is finished and not committed is sent to a cluster again after a kill. One commit
 * at a time. For the consumer's thread.
 */
final class OffsetCommits {

    private static final Logger LOG = LoggerFactory.getLogger(OffsetCommits.class);
    private static final long LONGEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long SHORTEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(10);
    private static final int LINES = 8;
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(3);

    private final String model;
    private final Consumer<?, ?> consumer;
    private final Assignment assignment;
    private final LongSupplier ended;
    private boolean underWay;
    private long sentAt = System.nanoTime() - LONGEST_PAUSE;
    private long endedBefore;

    /**
     * @param ended counts lines that have ended
     */
    OffsetCommits(String model, Consumer<?, ?> consumer, Assignment assignment, LongSupplier ended) {
        this.model = model;
        this.consumer = consumer;
        this.assignment = assignment;
        this.ended = ended;
    }

    /** Whether a commit waits for its answer, which a poll brings. */
    boolean isUnderWay() {
        return underWay;
    }

    /** Sends a commit when there is something to tell; its answer comes with a later poll. */
    void commitIfDue() {
        long now = System.nanoTime();
        long lines = ended.getAsLong();
        if (underWay || now - sentAt < (lines - endedBefore < LINES ? LONGEST_PAUSE : SHORTEST_PAUSE)) {
            return;
        }
        endedBefore = lines;
        Map<TopicPartition, OffsetAndMetadata> offsets = assignment.committable(assignment.partitions());
        sentAt = now;
        if (!offsets.isEmpty()) {
            underWay = true;
            consumer.commitAsync(offsets, (_, failure) -> {
                underWay = false;
                if (failure != null) {
                    assignment.commitFailed(offsets.keySet());
                    LOG.atDebug()
                            .addKeyValue("model", model)
                            .setCause(failure)
                            .log("A commit failed, it will be repeated");
                }
            });
        }
    }

    /** Commits and waits, for a short while only: kept partitions starve meanwhile. */
    void commitNow(Collection<TopicPartition> partitions) {
        Map<TopicPartition, OffsetAndMetadata> offsets = assignment.committable(partitions);
        if (offsets.isEmpty()) {
            return;
        }
        try {
            consumer.commitSync(offsets, LONGEST_WAIT);
        } catch (KafkaException e) {
            LOG.atWarn()
                    .addKeyValue("model", model)
                    .setCause(e)
                    .log("Finished lines could not be committed, some will be repeated");
        }
    }
}

package org.argosy.storage.db;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.argosy.storage.BatchId;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * Where outcomes become results. One transaction holds the new lines of any number of batches and the step of the
 * collector's offset, so that each outcome is counted once whoever dies or works twice: a collector that lost its
 * partition fails on the offset, one that missed another's write fails on the version of the progress.
 */
public final class OutcomeLedger {

    private final Jdbi jdbi;
    private final BatchClosing closing;

    /**
     * @param outputLifetime how long output files live whose batch does not say
     */
    public OutcomeLedger(Jdbi jdbi, Duration outputLifetime) {
        this.jdbi = jdbi;
        this.closing = new BatchClosing(outputLifetime);
    }

    /**
     * The next offset to read from a partition; 0 when nobody read it before or the topic was made anew since.
     */
    public long claim(int partition, String topicId) {
        return jdbi.inTransaction(tx -> {
            tx.createUpdate("""
                            insert into collector_offset (partition, topic_id, next_offset)
                            values (:partition, :topic, 0)
                            on conflict (partition) do update set topic_id = :topic, next_offset = 0
                             where collector_offset.topic_id <> :topic
                            """)
                    .bind("partition", partition)
                    .bind("topic", topicId)
                    .execute();
            return tx.createQuery("select next_offset from collector_offset where partition = :partition")
                    .bind("partition", partition)
                    .mapTo(Long.class)
                    .one();
        });
    }

    /** The progress of those of the batches that still take outcomes: not the ended, the unknown and the closing. */
    public Map<BatchId, BatchProgress> load(Collection<BatchId> batches) {
        return jdbi.withHandle(h -> h.createQuery(ProgressRows.SELECT + " where p.batch_id = any(:ids)"
                        + " and p.closing_until is null and b.status in " + ProgressRows.RUNNING)
                .bindArray(
                        "ids",
                        String.class,
                        batches.stream().map(BatchId::value).toList())
                .map(ProgressRows.MAPPER)
                .collect(Collectors.toMap(BatchProgress::batch, p -> p)));
    }

    /**
     * Writes new lines and the offset behind them. Batches that are owed nothing more end here, with their files.
     *
     * @param additions at most one for each batch
     * @return the progress of each batch of the additions, in any order
     * @throws StaleWriteException when any part is based on a row that has changed; nothing was written
     */
    public List<BatchProgress> record(OffsetMove move, List<ProgressAddition> additions, Instant now) {
        List<ProgressAddition> inLockOrder = additions.stream()
                .sorted(Comparator.comparing(a -> a.base().batch().value()))
                .toList();
        return jdbi.inTransaction(tx -> {
            advance(tx, move);
            if (inLockOrder.isEmpty()) {
                return List.of();
            }
            List<BatchProgress> results = ProgressRows.add(tx, inLockOrder, now);
            results.stream().filter(p -> p.owed() == 0).forEach(p -> closing.close(tx, p, p.expired() > 0, now));
            UsageRepository.add(tx, inLockOrder, now);
            return results;
        });
    }

    private static void advance(Handle tx, OffsetMove move) {
        int moved = tx.createUpdate("""
                        update collector_offset set next_offset = :to
                         where partition = :partition and topic_id = :topic and next_offset = :from
                        """)
                .bind("to", move.to())
                .bind("partition", move.partition())
                .bind("topic", move.topicId())
                .bind("from", move.from())
                .execute();
        if (moved != 1) {
            throw new StaleWriteException(
                    "outcome partition " + move.partition() + " is no longer at offset " + move.from());
        }
    }
}

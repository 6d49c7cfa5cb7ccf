package org.argosy.storage.db;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** Messages that were written with a change and wait to be sent. Safe for use by any number of threads. */
public final class OutboxRepository {

    /** The channel on which PostgreSQL tells that a message waits. */
    public static final String CHANNEL = "argosy_outbox";

    private final Jdbi jdbi;

    public OutboxRepository(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    static void add(Handle tx, OutboxMessage message, Instant now) {
        tx.createUpdate("insert into outbox (topic, key, payload, created_at) values (:topic, :key, :payload, :now)")
                .bind("topic", message.topic())
                .bind("key", message.key())
                .bind("payload", message.payload())
                .bind("now", now)
                .execute();
        tx.execute("notify " + CHANNEL);
    }

    /** Listens for new messages on a connection of its own. */
    public DatabaseSignal listen() {
        return DatabaseSignal.listen(jdbi, CHANNEL);
    }

    /**
     * Takes up to {@code limit} messages that nobody else is sending, oldest first, hands them to the sender and deletes
     * those that were sent. The others stay and hold up nobody. A crash in between sends them again.
     *
     * @param patience how long to wait for all of them together
     * @throws InterruptedException with nothing deleted
     */
    public Drained drain(int limit, Function<OutboxMessage, Future<?>> sender, Duration patience)
            throws InterruptedException {
        return jdbi.inTransaction(tx -> {
            long deadline = System.nanoTime() + patience.toNanos();
            Map<Long, Waiting> taken = take(tx, limit);
            Map<Long, Future<?>> sends = send(taken, sender, deadline);
            List<Long> sent = new ArrayList<>();
            List<Exception> failures = new ArrayList<>();
            for (Map.Entry<Long, Future<?>> send : sends.entrySet()) {
                try {
                    send.getValue().get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                    sent.add(send.getKey());
                } catch (ExecutionException | TimeoutException e) {
                    failures.add(e);
                }
            }
            if (!sent.isEmpty()) {
                tx.createUpdate("delete from outbox where id = any(:ids)")
                        .bindArray("ids", Long.class, sent)
                        .execute();
            }
            Optional<Instant> oldest = sent.stream().findFirst().map(taken::get).map(Waiting::since);
            return new Drained(sent.size(), failures, oldest);
        });
    }

    private static Map<Long, Waiting> take(Handle tx, int limit) {
        Map<Long, Waiting> messages = new LinkedHashMap<>();
        tx.createQuery("select id, topic, key, payload, created_at from outbox"
                        + " order by id limit :limit for update skip locked")
                .bind("limit", limit)
                .map((rs, ctx) -> Map.entry(
                        rs.getLong("id"),
                        new Waiting(
                                new OutboxMessage(rs.getString("topic"), rs.getString("key"), rs.getBytes("payload")),
                                Rows.instant(rs, "created_at").orElseThrow())))
                .forEach(row -> messages.put(row.getKey(), row.getValue()));
        return messages;
    }

    /** A sender may block on each message while Kafka is away, so the patience is for this part too. */
    private static Map<Long, Future<?>> send(
            Map<Long, Waiting> messages, Function<OutboxMessage, Future<?>> sender, long deadline) {
        Map<Long, Future<?>> sends = new LinkedHashMap<>();
        for (Map.Entry<Long, Waiting> message : messages.entrySet()) {
            if (System.nanoTime() >= deadline) {
                break;
            }
            sends.put(message.getKey(), sender.apply(message.getValue().message()));
        }
        return sends;
    }

    /**
     * What came of a round of sending.
     *
     * @param failures why messages were not sent, one for each
     * @param oldest when the first of those that were sent was written; empty when none was
     */
    public record Drained(int sent, List<Exception> failures, Optional<Instant> oldest) {

        public Drained {
            failures = List.copyOf(failures);
        }
    }

    private record Waiting(OutboxMessage message, Instant since) {}
}

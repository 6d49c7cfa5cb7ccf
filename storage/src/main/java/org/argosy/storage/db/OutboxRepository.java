package org.argosy.storage.db;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** Messages that were written with a change and wait to be sent. */
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

    /**
     * Takes up to {@code limit} messages that nobody else is sending, oldest first, hands them to the sender and deletes
     * them when it returns. When it throws they stay. A crash in between sends them again.
     *
     * @return messages sent
     */
    public int drain(int limit, Consumer<List<OutboxMessage>> sender) {
        return jdbi.inTransaction(tx -> {
            List<Long> ids = new ArrayList<>();
            List<OutboxMessage> messages = tx.createQuery("""
                            select id, topic, key, payload from outbox order by id limit :limit for update skip locked
                            """)
                    .bind("limit", limit)
                    .map((rs, ctx) -> {
                        ids.add(rs.getLong("id"));
                        return new OutboxMessage(rs.getString("topic"), rs.getString("key"), rs.getBytes("payload"));
                    })
                    .list();
            if (!messages.isEmpty()) {
                sender.accept(messages);
                tx.createUpdate("delete from outbox where id = any(:ids)")
                        .bindArray("ids", Long.class, ids)
                        .execute();
            }
            return messages.size();
        });
    }
}

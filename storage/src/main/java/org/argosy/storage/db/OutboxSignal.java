package org.argosy.storage.db;

import java.sql.SQLException;
import java.time.Duration;
import org.jdbi.v3.core.ConnectionException;
import org.jdbi.v3.core.Handle;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/**
 * A connection of the pool's that listens for messages put into the outbox. Holds it until closed. Belongs to one
 * thread.
 */
public final class OutboxSignal implements AutoCloseable {

    private final Handle handle;
    private final PGConnection connection;

    private OutboxSignal(Handle handle, PGConnection connection) {
        this.handle = handle;
        this.connection = connection;
    }

    static OutboxSignal listen(Handle handle) {
        try {
            handle.execute("listen " + OutboxRepository.CHANNEL);
            return new OutboxSignal(handle, handle.getConnection().unwrap(PGConnection.class));
        } catch (SQLException e) {
            throw new ConnectionException(e);
        }
    }

    /**
     * Waits until a message was put into the outbox, or the time is over. Does not end by an interrupt.
     *
     * @return true when there was one since the last call
     */
    public boolean await(Duration atMost) {
        try {
            PGNotification[] notifications =
                    connection.getNotifications(Math.max(1, Math.toIntExact(atMost.toMillis())));
            return notifications != null && notifications.length > 0;
        } catch (SQLException e) {
            throw new ConnectionException(e);
        }
    }

    /** Asks the server for a sign of life, without which a dead connection would just stay silent. */
    public void probe() {
        handle.execute("select 1");
    }

    @Override
    public void close() {
        try (handle) {
            handle.execute("unlisten " + OutboxRepository.CHANNEL);
        } catch (RuntimeException e) {
            // The connection is dead, and the server has forgotten it too.
        }
    }
}

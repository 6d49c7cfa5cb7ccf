package org.argosy.storage.db;

import java.sql.SQLException;
import java.time.Duration;
import org.jdbi.v3.core.ConnectionException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/**
 * A connection of the pool's that listens on a channel, for what a transaction says with {@code notify}. Holds it until
 * closed. Belongs to one thread.
 */
public final class DatabaseSignal implements AutoCloseable {

    private final Handle handle;
    private final PGConnection connection;

    private DatabaseSignal(Handle handle, PGConnection connection) {
        this.handle = handle;
        this.connection = connection;
    }

    /** Listens on a connection of its own. */
    static DatabaseSignal listen(Jdbi jdbi, String channel) {
        Handle handle = jdbi.open();
        try {
            handle.execute("listen " + channel);
            return new DatabaseSignal(handle, handle.getConnection().unwrap(PGConnection.class));
        } catch (SQLException e) {
            handle.close();
            throw new ConnectionException(e);
        } catch (RuntimeException e) {
            handle.close();
            throw e;
        }
    }

    /**
     * Waits until somebody notified the channel, or the time is over. Does not end by an interrupt.
     *
     * @return true when somebody did since the last call
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
            handle.execute("unlisten *");
        } catch (RuntimeException e) {
            // The connection is dead, and the server has forgotten it too.
        }
    }
}

package org.argosy.dispatcher.loop;

import java.time.Duration;
import java.util.function.Supplier;
import org.argosy.storage.db.DatabaseSignal;
import org.jspecify.annotations.Nullable;

/**
 * Calls somebody within milliseconds of a notification in the database, and each time it begins to listen anew, since it
 * may have missed one. Holds one connection of the pool. Thread-safe.
 */
public final class DatabaseListener implements AutoCloseable {

    private static final Duration SLICE = Duration.ofMillis(200);
    private static final int QUIET_SLICES_BEFORE_PROBE = 150;

    private final Supplier<DatabaseSignal> connect;
    private final Runnable called;
    private final PeriodicLoop loop;
    private @Nullable DatabaseSignal signal;
    private int quiet;

    /**
     * @param name of the thread
     * @param called on that thread; must not block for long
     */
    public DatabaseListener(String name, Supplier<DatabaseSignal> connect, Runnable called) {
        this.connect = connect;
        this.called = called;
        this.loop = new PeriodicLoop(name, Duration.ZERO, this::round);
    }

    public void start() {
        loop.start();
    }

    @Override
    public void close() {
        loop.close();
        disconnect();
    }

    private void round() {
        try {
            listen(connected());
        } catch (RuntimeException e) {
            disconnect();
            throw e;
        }
    }

    private void listen(DatabaseSignal listening) {
        if (listening.await(SLICE)) {
            quiet = 0;
            called.run();
        } else if (++quiet >= QUIET_SLICES_BEFORE_PROBE) {
            quiet = 0;
            listening.probe();
        }
    }

    private DatabaseSignal connected() {
        DatabaseSignal listening = signal;
        if (listening == null) {
            listening = connect.get();
            signal = listening;
            called.run();
        }
        return listening;
    }

    private void disconnect() {
        DatabaseSignal listening = signal;
        signal = null;
        if (listening != null) {
            listening.close();
        }
    }
}

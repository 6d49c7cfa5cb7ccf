package org.argosy.ops.embedded;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The embedded services of one data directory, which a lock keeps to one process at a time. No shutdown hook is
 * registered: the owner closes this after everything that uses it.
 *
 * <p>Thread-safe; starting and closing block.
 */
public final class EmbeddedServices implements AutoCloseable {

    /** What can be embedded. */
    public enum Service {
        POSTGRES,
        KAFKA,
        OBJECT_STORE
    }

    private final DataDirectoryLock lock;
    private final Map<Service, AutoCloseable> running;

    private EmbeddedServices(DataDirectoryLock lock, Map<Service, AutoCloseable> running) {
        this.lock = lock;
        this.running = running;
    }

    /**
     * Locks the directory and starts the wanted services side by side; when one fails the others are stopped again.
     *
     * @param dataDirectory made when it is missing
     * @throws DataDirectoryInUseException when another server has the directory
     * @throws EmbeddedServiceException when a service does not start
     */
    public static EmbeddedServices start(Path dataDirectory, Set<Service> wanted) {
        DataDirectoryLock lock = DataDirectoryLock.acquire(dataDirectory);
        EmbeddedServices services = new EmbeddedServices(lock, new EnumMap<>(Service.class));
        try (ExecutorService starters = Executors.newThreadPerTaskExecutor(
                Thread.ofPlatform().name("embedded-start-", 1).factory())) {
            CompletableFuture<?>[] starts = wanted.stream()
                    .map(service -> CompletableFuture.supplyAsync(() -> start(service, dataDirectory), starters)
                            .thenAccept(started -> services.add(service, started)))
                    .toArray(CompletableFuture<?>[]::new);
            CompletableFuture.allOf(starts).join();
            return services;
        } catch (CompletionException e) {
            services.closeAfter(e);
            throw e.getCause() instanceof EmbeddedServiceException failure
                    ? failure
                    : new EmbeddedServiceException("An embedded service did not start in " + dataDirectory, e);
        }
    }

    /** Starts all of them. */
    public static EmbeddedServices start(Path dataDirectory) {
        return start(dataDirectory, EnumSet.allOf(Service.class));
    }

    /**
     * @throws IllegalStateException when it was not asked for
     */
    public EmbeddedPostgres postgres() {
        return get(Service.POSTGRES, EmbeddedPostgres.class);
    }

    /**
     * @throws IllegalStateException when it was not asked for
     */
    public EmbeddedKafka kafka() {
        return get(Service.KAFKA, EmbeddedKafka.class);
    }

    /**
     * @throws IllegalStateException when it was not asked for
     */
    public EmbeddedObjectStore objectStore() {
        return get(Service.OBJECT_STORE, EmbeddedObjectStore.class);
    }

    /** Stops Kafka, then the object store, then PostgreSQL, and gives the directory free; a second call does nothing. */
    @Override
    public synchronized void close() {
        Deque<AutoCloseable> order = new ArrayDeque<>();
        order.add(lock);
        for (Service service : new Service[] {Service.POSTGRES, Service.OBJECT_STORE, Service.KAFKA}) {
            AutoCloseable started = running.remove(service);
            if (started != null) {
                order.addFirst(started);
            }
        }
        EmbeddedServiceException failure = null;
        for (AutoCloseable next : order) {
            try {
                next.close();
            } catch (Exception e) {
                if (failure == null) {
                    failure = new EmbeddedServiceException("An embedded service did not stop cleanly", e);
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    private static AutoCloseable start(Service service, Path dataDirectory) {
        return switch (service) {
            case POSTGRES -> EmbeddedPostgres.start(dataDirectory.resolve("postgres"));
            case KAFKA -> EmbeddedKafka.start(dataDirectory.resolve("kafka"));
            case OBJECT_STORE -> EmbeddedObjectStore.start(dataDirectory.resolve("objects"));
        };
    }

    private synchronized void add(Service service, AutoCloseable started) {
        running.put(service, started);
    }

    private synchronized <S> S get(Service service, Class<S> type) {
        AutoCloseable started = running.get(service);
        if (started == null) {
            throw new IllegalStateException("The embedded " + service + " was not started here");
        }
        return type.cast(started);
    }

    private void closeAfter(Throwable cause) {
        try {
            close();
        } catch (EmbeddedServiceException e) {
            cause.addSuppressed(e);
        }
    }
}

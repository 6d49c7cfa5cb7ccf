package org.argosy.ops.embedded.testing;

import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import org.argosy.ops.embedded.Durability;
import org.argosy.ops.embedded.EmbeddedKafka;
import org.argosy.ops.embedded.EmbeddedObjectStore;
import org.argosy.ops.embedded.EmbeddedPostgres;
import org.argosy.ops.embedded.ObjectStoreConnection;
import org.argosy.ops.embedded.PostgresConnection;
import org.argosy.ops.embedded.PostgresSettings;
import org.jspecify.annotations.Nullable;

/**
 * One PostgreSQL, one Kafka and one S3 server for all tests of a JVM, each started when first asked for and all
 * gone, with their temporary directory, when the JVM ends. Tests share the servers and keep apart by what they ask
 * for: a fresh database, a fresh bucket, topic names of their own. A test that stops a server starts one of its own
 * ({@link EmbeddedKafka#start(Path)} and so on) instead. Commits are not forced to disk here.
 *
 * <p>Thread-safe.
 */
public final class EmbeddedStack {

    private static final PostgresSettings FORGETFUL = new PostgresSettings(Durability.BUFFERED, 300, 64);
    private static final TestDirectory DIRECTORY = TestDirectory.create();
    private static final Lazy<EmbeddedPostgres> POSTGRES =
            new Lazy<>("postgres", directory -> EmbeddedPostgres.start(directory, FORGETFUL));
    private static final Lazy<EmbeddedKafka> KAFKA = new Lazy<>("kafka", EmbeddedKafka::start);
    private static final Lazy<EmbeddedObjectStore> OBJECT_STORE =
            new Lazy<>("objects", directory -> EmbeddedObjectStore.start(directory, Durability.BUFFERED));

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(EmbeddedStack::stop, "embedded-stack-stop"));
    }

    private EmbeddedStack() {}

    /** A new, empty database. */
    public static PostgresConnection freshDatabase() {
        return POSTGRES.get().createDatabase("test_" + unique());
    }

    /** A new, empty bucket. */
    public static ObjectStoreConnection freshBucket() {
        return OBJECT_STORE.get().createBucket("test-" + unique());
    }

    /** The shared broker; topics are not created by themselves. */
    public static String kafkaBootstrapServers() {
        return KAFKA.get().bootstrapServers();
    }

    private static String unique() {
        return UUID.randomUUID().toString().replace("-", "").substring(0, 16);
    }

    private static void stop() {
        for (Lazy<?> service : List.of(KAFKA, OBJECT_STORE)) {
            service.close();
        }
        POSTGRES.ifStarted(EmbeddedPostgres::crash);
        DIRECTORY.close();
    }

    private static final class Lazy<S extends AutoCloseable> {
        private final String name;
        private final Function<Path, S> starter;
        private @Nullable S service;

        Lazy(String name, Function<Path, S> starter) {
            this.name = name;
            this.starter = starter;
        }

        synchronized S get() {
            S running = service;
            if (running == null) {
                running = starter.apply(DIRECTORY.path().resolve(name));
                service = running;
            }
            return running;
        }

        synchronized void ifStarted(Consumer<S> action) {
            if (service != null) {
                action.accept(service);
                service = null;
            }
        }

        void close() {
            ifStarted(started -> {
                try {
                    started.close();
                } catch (Exception e) {
                    throw new IllegalStateException("The embedded " + name + " did not stop", e);
                }
            });
        }
    }
}

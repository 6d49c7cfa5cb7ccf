package org.argosy.ops.standalone.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import org.argosy.ops.embedded.EmbeddedKafka;
import org.argosy.ops.embedded.EmbeddedObjectStore;
import org.argosy.ops.embedded.EmbeddedPostgres;
import org.argosy.ops.standalone.config.ArgosySettings;
import org.argosy.ops.standalone.config.ConfigLoader;
import org.argosy.ops.standalone.local.LocalState;

/** Kafka, PostgreSQL and an object store that a platform knows by its configuration alone. */
record ServicesOutside(Path directory, EmbeddedPostgres postgres, EmbeddedKafka kafka, EmbeddedObjectStore objects)
        implements AutoCloseable {

    static ServicesOutside start(Path directory) {
        return new ServicesOutside(
                directory,
                EmbeddedPostgres.start(directory.resolve("postgres")),
                EmbeddedKafka.start(directory.resolve("kafka")),
                EmbeddedObjectStore.start(directory.resolve("objects")));
    }

    /** A platform on these, with one cluster that serves the model {@code test}. */
    ArgosySettings settings(String cluster, int port) throws IOException {
        return settings(cluster, port, postgres.connection().password());
    }

    ArgosySettings settings(String cluster, int port, String databasePassword) throws IOException {
        Path config = Inputs.config(directory.resolve("argosy.yaml"), cluster);
        Files.writeString(
                config,
                """
                  data-dir: %s
                  server: { port: %d }
                  kafka: { bootstrap.servers: "%s" }
                  database: { url: "%s", username: %s }
                  objects: { endpoint: "%s", bucket: %s }
                """.formatted(
                                directory.resolve("data"),
                                port,
                                kafka.bootstrapServers(),
                                postgres.connection().jdbcUrl(),
                                postgres.connection().user(),
                                objects.connection().endpoint(),
                                objects.connection().bucket()),
                StandardOpenOption.APPEND);
        return new ConfigLoader(Map.of(
                        "ARGOSY_DATABASE_PASSWORD", databasePassword,
                        "ARGOSY_OBJECTS_ACCESS_KEY", objects.connection().accessKey(),
                        "ARGOSY_OBJECTS_SECRET_KEY", objects.connection().secretKey()))
                .load(config);
    }

    /** A key of a platform that has started on these. */
    String key() {
        return new LocalState(directory.resolve("data")).key().orElseThrow();
    }

    @Override
    public void close() {
        objects.close();
        kafka.close();
        postgres.close();
    }
}

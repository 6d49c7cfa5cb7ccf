package org.argosy.ops.standalone.platform;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.argosy.ops.standalone.config.ArgosySettings;
import org.argosy.ops.standalone.config.Role;
import org.argosy.storage.db.Database;
import org.argosy.storage.objects.S3ObjectStore;

/**
 * The services that the roles stand on, there and ready.
 *
 * @param database absent where no role needs it
 */
record Services(Optional<Database> database, S3ObjectStore objects) {

    /** Waits for them, makes the tables and the topics; meanwhile the API's port says that it is not ready. */
    static Services await(
            ArgosySettings configured,
            Connections connections,
            CompletableFuture<ArgosySettings> withClusters,
            Health health,
            Resources resources) {
        S3ObjectStore objects = resources.add("object store", new S3ObjectStore(connections.objects()));
        CompletableFuture<Database> database = new CompletableFuture<>();
        List<ExternalService> services = new ArrayList<>();
        services.add(ExternalServices.kafka(
                connections.kafka().getOrDefault("bootstrap.servers", ""),
                () -> TopicSetup.run(connections.kafka(), withClusters.join())));
        if (configured.usesDatabase()) {
            services.add(ExternalServices.database(
                    connections.database(),
                    () -> database.complete(resources.add("database", Database.open(connections.database())))));
        }
        if (!configured.objects().embedded()) {
            services.add(ExternalServices.objects(connections.objects(), objects));
        }
        Arrivals arrivals = new Arrivals(health);
        if (holdsPort(configured)) {
            StartServer holding = StartServer.start(configured.server(), health);
            try {
                arrivals.await(services);
            } finally {
                holding.close();
            }
        } else {
            arrivals.await(services);
        }
        return new Services(configured.usesDatabase() ? Optional.of(database.join()) : Optional.empty(), objects);
    }

    /** Nobody asks before the start has ended where all is embedded, or where nobody knows the port yet. */
    private static boolean holdsPort(ArgosySettings settings) {
        boolean external = !settings.kafka().embedded()
                || !settings.database().embedded()
                || !settings.objects().embedded();
        return external
                && settings.roles().contains(Role.API)
                && settings.server().port() != 0;
    }
}

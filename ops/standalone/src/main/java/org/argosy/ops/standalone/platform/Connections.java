package org.argosy.ops.standalone.platform;

import com.zaxxer.hikari.HikariConfig;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.argosy.ops.embedded.EmbeddedServices;
import org.argosy.ops.embedded.EmbeddedServices.Service;
import org.argosy.ops.embedded.ObjectStoreConnection;
import org.argosy.ops.embedded.PostgresConnection;
import org.argosy.ops.standalone.config.ArgosySettings;
import org.argosy.ops.standalone.config.ObjectSettings;
import org.argosy.ops.standalone.local.LocalServer.LocalDatabase;
import org.argosy.storage.objects.ObjectStoreSettings;

/**
 * How to reach the three services, embedded or not.
 *
 * @param database a pool that is not open yet
 * @param kafka client properties
 * @param objects bucket and credentials
 * @param localDatabase the embedded PostgreSQL, for other commands on this machine
 */
record Connections(
        HikariConfig database,
        Map<String, Object> kafka,
        ObjectStoreSettings objects,
        Optional<LocalDatabase> localDatabase) {

    private static final int POOL = 24;

    /** What the configuration leaves to Argosy to run. */
    static Set<Service> embedded(ArgosySettings settings) {
        Set<Service> wanted = EnumSet.noneOf(Service.class);
        if (settings.database().embedded() && settings.usesDatabase()) {
            wanted.add(Service.POSTGRES);
        }
        if (settings.kafka().embedded()) {
            wanted.add(Service.KAFKA);
        }
        if (settings.objects().embedded()) {
            wanted.add(Service.OBJECT_STORE);
        }
        return wanted;
    }

    static Connections of(ArgosySettings settings, EmbeddedServices services) {
        Optional<PostgresConnection> postgres = settings.database().embedded() && settings.usesDatabase()
                ? Optional.of(services.postgres().connection())
                : Optional.empty();
        return new Connections(
                postgres.map(Connections::pool)
                        .orElseGet(() -> settings.database().pool()),
                settings.kafka().embedded()
                        ? Map.of("bootstrap.servers", services.kafka().bootstrapServers())
                        : new HashMap<>(settings.kafka().properties()),
                settings.objects().embedded()
                        ? objects(services.objectStore().connection())
                        : objects(settings.objects()),
                postgres.map(local -> new LocalDatabase(local.jdbcUrl(), local.user(), local.password())));
    }

    private static HikariConfig pool(PostgresConnection connection) {
        HikariConfig pool = new HikariConfig();
        pool.setJdbcUrl(connection.jdbcUrl());
        pool.setUsername(connection.user());
        pool.setPassword(connection.password());
        pool.setMaximumPoolSize(POOL);
        pool.setMinimumIdle(4);
        pool.setPoolName("argosy");
        return pool;
    }

    private static ObjectStoreSettings objects(ObjectStoreConnection connection) {
        return ObjectStoreSettings.of(
                connection.endpoint(), connection.bucket(), connection.accessKey(), connection.secretKey());
    }

    private static ObjectStoreSettings objects(ObjectSettings settings) {
        ObjectStoreSettings defaults = ObjectStoreSettings.of(
                settings.endpoint().orElseThrow(),
                settings.bucket().orElseThrow(),
                settings.accessKey().orElseThrow(),
                settings.secretKey().orElseThrow());
        return new ObjectStoreSettings(
                defaults.endpoint(),
                settings.region().orElse(defaults.region()),
                defaults.bucket(),
                defaults.accessKey(),
                defaults.secretKey(),
                settings.partSize().map(size -> Math.toIntExact(size.bytes())).orElse(defaults.partBytes()),
                settings.connectTimeout().orElse(defaults.connectTimeout()),
                settings.ioTimeout().orElse(defaults.ioTimeout()),
                settings.maxConnections().orElse(defaults.maxConnections()));
    }
}

package org.argosy.ops.standalone.platform;

import com.zaxxer.hikari.HikariConfig;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.RetriableException;
import org.argosy.storage.objects.ObjectStore;
import org.argosy.storage.objects.ObjectStoreException;
import org.argosy.storage.objects.ObjectStoreRefusedException;
import org.argosy.storage.objects.ObjectStoreSettings;

/** How to tell a service that is not there yet from one that is configured wrong. */
final class ExternalServices {

    /** Connection lost or refused, resources used up, and the server starting or stopping. */
    private static final Set<String> PASSING_STATES =
            Set.of("08000", "08001", "08003", "08006", "57P01", "57P02", "57P03");

    private static final String PASSING_CLASS = "53";

    private ExternalServices() {}

    /**
     * @param open what needs the database, called once it can be reached
     */
    static ExternalService database(HikariConfig pool, Runnable open) {
        return new ExternalService(
                "postgres",
                withoutParameters(pool.getJdbcUrl()),
                () -> {
                    connect(pool);
                    open.run();
                },
                ExternalServices::databaseMayCome);
    }

    /**
     * @param servers as configured
     * @param open makes the topics
     */
    static ExternalService kafka(Object servers, Runnable open) {
        return new ExternalService("kafka", String.valueOf(servers), open::run, ExternalServices::kafkaMayCome);
    }

    static ExternalService objects(ObjectStoreSettings settings, ObjectStore store) {
        return new ExternalService(
                "objects",
                settings.endpoint() + " (bucket " + settings.bucket() + ")",
                () -> store.list("readiness/").forEachRemaining(_ -> {}),
                failure ->
                        failure instanceof ObjectStoreException && !(failure instanceof ObjectStoreRefusedException));
    }

    /** A connection of its own, because a pool that cannot connect writes a stack trace for each try. */
    private static void connect(HikariConfig pool) throws SQLException {
        Properties properties = new Properties();
        properties.putAll(pool.getDataSourceProperties());
        if (pool.getUsername() != null) {
            properties.setProperty("user", pool.getUsername());
        }
        if (pool.getPassword() != null) {
            properties.setProperty("password", pool.getPassword());
        }
        try (Connection connection = DriverManager.getConnection(pool.getJdbcUrl(), properties)) {
            connection.getMetaData();
        }
    }

    private static boolean databaseMayCome(Throwable failure) {
        return causes(failure)
                .filter(SQLException.class::isInstance)
                .map(cause -> ((SQLException) cause).getSQLState())
                .anyMatch(
                        state -> state != null && (PASSING_STATES.contains(state) || state.startsWith(PASSING_CLASS)));
    }

    /** A broker that has not met its peers yet has too few for the replication factor. */
    private static boolean kafkaMayCome(Throwable failure) {
        return causes(failure).anyMatch(cause -> switch (cause) {
            case RetriableException _, InvalidReplicationFactorException _ -> true;
            case ConfigException wrong -> String.valueOf(wrong.getMessage()).contains("No resolvable bootstrap urls");
            default -> false;
        });
    }

    private static Stream<Throwable> causes(Throwable failure) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause);
    }

    private static String withoutParameters(String url) {
        int parameters = url.indexOf('?');
        return parameters < 0 ? url : url.substring(0, parameters);
    }
}

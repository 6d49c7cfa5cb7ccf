package org.argosy.ops.standalone.platform;

import com.zaxxer.hikari.HikariConfig;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.argosy.ops.embedded.EmbeddedServices;
import org.argosy.ops.embedded.PostgresConnection;
import org.argosy.ops.standalone.config.ArgosySettings;
import org.argosy.ops.standalone.local.LocalServer.LocalDatabase;
import org.argosy.ops.standalone.local.LocalState;
import org.argosy.storage.ApiKey;
import org.argosy.storage.KeyRole;
import org.argosy.storage.db.Database;
import org.argosy.storage.db.KeyRepository;
import org.jspecify.annotations.Nullable;

/**
 * The keys of an installation, whether its server runs or not: in the configured database, in the embedded one of a
 * running server, or in the embedded one started for as long as this is open.
 */
public final class KeyStore implements AutoCloseable {

    private final Database database;
    private final KeyRepository keys;
    private final @Nullable EmbeddedServices own;
    private final Clock clock = Clock.systemUTC();

    private KeyStore(Database database, @Nullable EmbeddedServices own) {
        this.database = database;
        this.keys = new KeyRepository(database.jdbi());
        this.own = own;
    }

    /**
     * @throws org.argosy.ops.embedded.EmbeddedServiceException when the embedded database can neither be found nor started
     */
    public static KeyStore open(ArgosySettings settings) {
        if (!settings.database().embedded()) {
            return new KeyStore(external(small(settings.database().pool())), null);
        }
        Path directory = settings.dataDir();
        Optional<LocalDatabase> running = new LocalState(directory).server().flatMap(server -> server.database());
        if (running.isPresent()) {
            LocalDatabase local = running.get();
            return new KeyStore(Database.open(pool(local.url(), local.username(), local.password())), null);
        }
        EmbeddedServices own = EmbeddedServices.start(directory, EnumSet.of(EmbeddedServices.Service.POSTGRES));
        try {
            PostgresConnection postgres = own.postgres().connection();
            return new KeyStore(Database.open(pool(postgres.jdbcUrl(), postgres.user(), postgres.password())), own);
        } catch (RuntimeException e) {
            own.close();
            throw e;
        }
    }

    /**
     * A new key.
     *
     * @param life how long it is valid; empty for ever
     * @return its secret
     */
    public String create(String tenant, String name, KeyRole role, Optional<Duration> life) {
        Instant now = clock.instant();
        return keys.create(new ApiKey.Request(tenant, name, role, life.map(now::plus)), now)
                .secret();
    }

    public List<ApiKey> list() {
        return keys.list();
    }

    /** False when there is no such valid key. */
    public boolean revoke(String id) {
        return keys.revoke(id, clock.instant());
    }

    @Override
    public void close() {
        database.close();
        if (own != null) {
            own.close();
        }
    }

    private static Database external(HikariConfig pool) {
        try {
            return Database.open(pool);
        } catch (RuntimeException e) {
            throw new PlatformException("The database of the configuration cannot be used: " + Causes.root(e), e);
        }
    }

    private static HikariConfig pool(String url, String username, String password) {
        HikariConfig pool = new HikariConfig();
        pool.setJdbcUrl(url);
        pool.setUsername(username);
        pool.setPassword(password);
        return small(pool);
    }

    private static HikariConfig small(HikariConfig pool) {
        pool.setMinimumIdle(0);
        pool.setMaximumPoolSize(2);
        return pool;
    }
}

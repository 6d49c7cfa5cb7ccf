package org.argosy.storage.db;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.SQLException;
import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.Slf4JSqlLogger;
import org.jdbi.v3.core.statement.StatementContext;
import org.jdbi.v3.postgres.PostgresPlugin;

/** A pool of PostgreSQL connections with Argosy's tables in it. Safe for use by any number of threads. */
public final class Database implements AutoCloseable {

    private final HikariDataSource pool;
    private final Jdbi jdbi;

    private Database(HikariDataSource pool) {
        this.pool = pool;
        this.jdbi = Jdbi.create(pool).installPlugin(new PostgresPlugin());
        this.jdbi.registerArgument(new TextArgument());
        this.jdbi.setSqlLogger(new QuietSqlLogger());
    }

    /**
     * Opens the pool and brings the tables to this version. Several processes may do so at once: one migrates, the others
     * wait.
     *
     * @param config where the database is and every other property of the pool
     */
    public static Database open(HikariConfig config) {
        HikariDataSource pool = new HikariDataSource(config);
        try {
            Flyway.configure()
                    .dataSource(pool)
                    .locations("classpath:org/argosy/storage/db/migration")
                    .load()
                    .migrate();
            return new Database(pool);
        } catch (RuntimeException e) {
            pool.close();
            throw e;
        }
    }

    /**
     * Entry to the tables, for the repositories. Binding a text that PostgreSQL cannot hold throws
     * {@link UnstorableTextException}.
     */
    public Jdbi jdbi() {
        return jdbi;
    }

    @Override
    public void close() {
        pool.close();
    }

    /** Logs statements for those who look for them, and leaves failures to whoever catches the exception. */
    private static final class QuietSqlLogger extends Slf4JSqlLogger {

        @Override
        public void logException(StatementContext context, SQLException ex) {
            // The exception says it all.
        }
    }
}

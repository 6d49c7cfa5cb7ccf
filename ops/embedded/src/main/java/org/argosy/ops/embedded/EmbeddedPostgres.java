package org.argosy.ops.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A PostgreSQL server of this process's own, on a loopback port that was free when it first started. Its data
 * directory outlives it. The server is a process group of its own and no shutdown hook stops it: whoever started it
 * closes it after its last user, and a server that outlived a killed JVM is stopped by the next start on its
 * directory, so that there are never two.
 *
 * <p>Thread-safe. All methods but {@link #connection()} block while the server starts or stops.
 */
public final class EmbeddedPostgres implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedPostgres.class);
    private static final String USER = "argosy";
    private static final String DATABASE = "argosy";
    private static final Duration RECOVERY_LIMIT = Duration.ofMinutes(5);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(20);
    private static final int BIND_TRIES = 5;

    private final Path home;
    private final Path data;
    private final Path log;
    private final PostgresSettings settings;
    private final PostgresPrograms programs;
    private final String password;
    private int port;

    private EmbeddedPostgres(Path home, PostgresSettings settings) throws IOException {
        PrivateFiles.createDirectories(home);
        this.home = home.toRealPath();
        this.data = this.home.resolve("data");
        this.log = this.home.resolve("postgres.log");
        this.settings = settings;
        this.programs = new PostgresPrograms(PostgresBinaries.locate(this.home.resolve("programs")));
        this.password = PrivateFiles.secret(this.home.resolve("password"), 16);
    }

    /** Starts a durable server; see {@link #start(Path, PostgresSettings)}. */
    public static EmbeddedPostgres start(Path directory) {
        return start(directory, PostgresSettings.DEFAULT);
    }

    /**
     * Starts a server on this directory, which is made when it is missing.
     *
     * @throws EmbeddedServiceException when the server does not start; the message holds what PostgreSQL said
     */
    public static EmbeddedPostgres start(Path directory, PostgresSettings settings) {
        try {
            EmbeddedPostgres postgres = new EmbeddedPostgres(directory, settings);
            postgres.start();
            return postgres;
        } catch (IOException e) {
            throw new EmbeddedServiceException("Embedded PostgreSQL cannot use the directory " + directory, e);
        }
    }

    /** Stops the server that a killed JVM left behind on this directory, if there is one, and starts none. */
    public static void stopLeftover(Path directory) {
        try {
            new EmbeddedPostgres(directory, PostgresSettings.DEFAULT).stop();
        } catch (IOException e) {
            throw new EmbeddedServiceException("Embedded PostgreSQL cannot use the directory " + directory, e);
        }
    }

    /** The database {@code argosy}, which exists. */
    public synchronized PostgresConnection connection() {
        return connection(DATABASE);
    }

    /** Makes a database of this name, which must be a plain lower-case SQL name, and says how to reach it. */
    public synchronized PostgresConnection createDatabase(String name) {
        if (!name.matches("[a-z][a-z0-9_]{0,62}")) {
            throw new IllegalArgumentException("Not a plain lower-case SQL name: " + name);
        }
        try (Connection maintenance = connect("postgres");
                Statement statement = maintenance.createStatement()) {
            statement.execute("CREATE DATABASE " + name);
            return connection(name);
        } catch (SQLException e) {
            throw new EmbeddedServiceException("The database " + name + " could not be created", e);
        }
    }

    /** Starts it again after {@link #stop()}, on the port it had; does nothing when it runs. */
    public synchronized void start() {
        try {
            if (port != 0 && Postmaster.find(data).isPresent()) {
                return;
            }
            takeOver();
            if (!Files.isDirectory(data)) {
                initialize();
            }
            boot();
            prepareOrStop();
        } catch (IOException | SQLException e) {
            throw new EmbeddedServiceException(
                    "Embedded PostgreSQL did not start in " + home + "; see " + log + " for what it said", e);
        }
    }

    /** Ends all sessions and stops the server cleanly; the port stays reserved in this object for the next start. */
    public synchronized void stop() {
        try {
            if (Postmaster.find(data).isPresent()) {
                shutDown();
            }
        } catch (IOException e) {
            throw new EmbeddedServiceException("Embedded PostgreSQL in " + home + " could not be stopped", e);
        }
    }

    /** Stops it as a crash would, without a checkpoint: the next start recovers from the log. */
    public synchronized void crash() {
        try {
            control(STOP_LIMIT, "stop", "-m", "immediate");
        } catch (IOException e) {
            throw new EmbeddedServiceException("Embedded PostgreSQL in " + home + " could not be stopped", e);
        }
    }

    public synchronized void restart() {
        stop();
        start();
    }

    @Override
    public void close() {
        stop();
    }

    private PostgresConnection connection(String database) {
        return new PostgresConnection("jdbc:postgresql://127.0.0.1:" + port + "/" + database, USER, password);
    }

    private Connection connect(String database) throws SQLException {
        return DriverManager.getConnection(connection(database).jdbcUrl(), USER, password);
    }

    private void takeOver() throws IOException {
        Optional<ProcessHandle> leftover = Postmaster.find(data);
        if (leftover.isPresent()) {
            LOG.atInfo()
                    .addKeyValue("directory", data)
                    .addKeyValue("pid", leftover.get().pid())
                    .log("Stopping a PostgreSQL server that outlived its Argosy");
            shutDown();
        } else if (Postmaster.removeIfMisleading(data)) {
            LOG.atInfo().addKeyValue("directory", data).log("Removed a postmaster.pid that named a foreign process");
        }
    }

    private void shutDown() throws IOException {
        if (control(STOP_LIMIT, "stop", "-m", "fast").succeeded()) {
            return;
        }
        PostgresPrograms.Result second = control(STOP_LIMIT, "stop", "-m", "immediate");
        if (Postmaster.find(data).isPresent()) {
            throw new EmbeddedServiceException("A PostgreSQL server of " + data + " does not stop: " + second.output());
        }
    }

    /** Prepares a database directory beside its place and renames it, so that half a directory is never used. */
    private void initialize() throws IOException {
        PrivateFiles.deleteDrafts(home, "initializing-");
        Path draft = Files.createTempDirectory(home, "initializing-");
        List<String> arguments = new ArrayList<>(List.of(
                "--pgdata=" + draft,
                "--username=" + USER,
                "--pwfile=" + home.resolve("password"),
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale=C",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--no-instructions"));
        if (settings.durability() == Durability.BUFFERED) {
            arguments.add("--no-sync");
        }
        PostgresPrograms.Result result = programs.run(RECOVERY_LIMIT, home, "initdb", arguments);
        if (!result.succeeded()) {
            throw new EmbeddedServiceException("initdb failed in " + home + ": " + result.output());
        }
        Files.writeString(
                draft.resolve("postgresql.conf"), "include_if_exists = 'argosy.conf'\n", StandardOpenOption.APPEND);
        Files.move(draft, data, StandardCopyOption.ATOMIC_MOVE);
        PrivateFiles.sync(home);
    }

    private void boot() throws IOException {
        boolean portIsFixed = port != 0;
        for (int attempt = 1; ; attempt++) {
            if (!portIsFixed) {
                port = FreePorts.find();
            }
            Files.writeString(data.resolve("argosy.conf"), settings.configuration(port));
            if (Files.exists(log)) {
                Files.move(log, home.resolve("postgres.log.1"), StandardCopyOption.REPLACE_EXISTING);
            }
            PostgresPrograms.Result result = control(RECOVERY_LIMIT, "start", "-l", log.toString());
            if (result.succeeded()) {
                return;
            }
            String said = Files.exists(log) ? Files.readString(log) : result.output();
            if (attempt == BIND_TRIES || !said.contains("could not bind")) {
                throw new EmbeddedServiceException("Embedded PostgreSQL did not start in " + home + ": " + said);
            }
        }
    }

    private void prepareOrStop() throws SQLException {
        try {
            createOwnDatabase();
        } catch (SQLException | RuntimeException e) {
            stop();
            throw e;
        }
    }

    private void createOwnDatabase() throws SQLException {
        try (Connection maintenance = connect("postgres");
                Statement statement = maintenance.createStatement();
                ResultSet found =
                        statement.executeQuery("SELECT FROM pg_database WHERE datname = '" + DATABASE + "'")) {
            if (!found.next()) {
                createDatabase(DATABASE);
            }
        }
    }

    private PostgresPrograms.Result control(Duration limit, String... action) throws IOException {
        List<String> arguments =
                new ArrayList<>(List.of("--pgdata=" + data, "--wait", "--timeout=" + limit.toSeconds(), "--silent"));
        arguments.addAll(List.of(action));
        return programs.run(limit.plusSeconds(5), home, "pg_ctl", arguments);
    }
}

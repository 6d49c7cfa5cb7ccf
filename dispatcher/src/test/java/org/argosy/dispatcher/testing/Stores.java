package org.argosy.dispatcher.testing;

import com.zaxxer.hikari.HikariConfig;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.argosy.ops.embedded.ObjectStoreConnection;
import org.argosy.ops.embedded.PostgresConnection;
import org.argosy.ops.embedded.testing.EmbeddedStack;
import org.argosy.storage.Batch;
import org.argosy.storage.BatchRequest;
import org.argosy.storage.BatchState;
import org.argosy.storage.FileId;
import org.argosy.storage.FilePurpose;
import org.argosy.storage.Ids;
import org.argosy.storage.RequestCounts;
import org.argosy.storage.Segment;
import org.argosy.storage.StoredFile;
import org.argosy.storage.TenantId;
import org.argosy.storage.TokenCounts;
import org.argosy.storage.db.BatchRepository;
import org.argosy.storage.db.Database;
import org.argosy.storage.db.FileRepository;
import org.argosy.storage.db.KeyRepository;
import org.argosy.storage.db.OutboxMessage;
import org.argosy.storage.objects.ObjectKeys;
import org.argosy.storage.objects.ObjectStore.StoredObject;
import org.argosy.storage.objects.ObjectStoreSettings;
import org.argosy.storage.objects.S3ObjectStore;

/** A fresh database and a fresh bucket with one tenant, and what tests put into them. */
public final class Stores implements AutoCloseable {

    public final Database database;
    public final S3ObjectStore objects;
    public final TenantId tenant;
    private final PostgresConnection postgres;

    public Stores() {
        this(EmbeddedStack.freshDatabase());
    }

    /** On a database of the test's own. */
    public Stores(PostgresConnection postgres) {
        this.postgres = postgres;
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(postgres.jdbcUrl());
        config.setUsername(postgres.user());
        config.setPassword(postgres.password());
        config.setMaximumPoolSize(8);
        config.setConnectionTimeout(2_000);
        database = Database.open(config);
        ObjectStoreConnection bucket = EmbeddedStack.freshBucket();
        objects = new S3ObjectStore(
                ObjectStoreSettings.of(bucket.endpoint(), bucket.bucket(), bucket.accessKey(), bucket.secretKey()));
        KeyRepository keys = new KeyRepository(database.jdbi());
        Instant now = Instant.now();
        tenant = keys.authenticate(keys.create("anna", "first", now), now).orElseThrow();
    }

    public FileRepository files() {
        return new FileRepository(database.jdbi());
    }

    /** Stores a file of these segments. */
    public FileId addFile(FilePurpose purpose, Instant now, Optional<Instant> expiresAt, List<byte[]> segments) {
        StoredFile file = new StoredFile(Ids.file(), tenant, purpose, "f.jsonl", 0, now, expiresAt);
        String folder = ObjectKeys.SEGMENTS + Ids.batch() + "/";
        for (int i = 0; i < segments.size(); i++) {
            Segment segment = new Segment(i, folder + i, segments.get(i).length, 1);
            objects.put(segment.objectKey(), segments.get(i));
            if (i == 0) {
                files().addUploaded(file, segment);
            } else {
                addSegment(file.id(), segment);
            }
        }
        return file.id();
    }

    public void addSegment(FileId file, Segment segment) {
        execute(
                "insert into segment (file_id, ordinal, object_key, bytes, lines) values (?, ?, ?, ?, ?)",
                file.value(),
                segment.ordinal(),
                segment.objectKey(),
                segment.bytes(),
                segment.lines());
    }

    public Batch addBatch(FileId input, Instant now, OutboxMessage announcement) {
        Batch batch = new Batch(
                Ids.batch(),
                tenant,
                new BatchRequest(
                        "/v1/completions", input, "24h", Duration.ofHours(24), Optional.empty(), Optional.empty()),
                now,
                now.plus(Duration.ofHours(24)),
                Optional.empty(),
                new BatchState.Validating(),
                RequestCounts.NONE,
                TokenCounts.NONE);
        new BatchRepository(database.jdbi()).add(batch, announcement);
        return batch;
    }

    /** Keys of all objects in the bucket. */
    public List<String> keys() {
        List<StoredObject> listed = new ArrayList<>();
        objects.list("").forEachRemaining(listed::add);
        return listed.stream().map(StoredObject::key).toList();
    }

    public int count(String table) {
        try (Connection connection = connect();
                PreparedStatement statement = connection.prepareStatement("select count(*) from " + table);
                ResultSet result = statement.executeQuery()) {
            result.next();
            return result.getInt(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    public void execute(String sql, Object... arguments) {
        try (Connection connection = connect();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < arguments.length; i++) {
                Object argument = arguments[i] instanceof Instant at ? Timestamp.from(at) : arguments[i];
                statement.setObject(i + 1, argument);
            }
            statement.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password());
    }

    @Override
    public void close() {
        objects.close();
        database.close();
    }
}

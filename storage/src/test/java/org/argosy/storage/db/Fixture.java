package org.argosy.storage.db;

import com.zaxxer.hikari.HikariConfig;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
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
import org.argosy.storage.objects.ObjectKeys;

/** A fresh database with two tenants, and what tests put into it. */
final class Fixture implements AutoCloseable {

    static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    static final OutboxMessage MESSAGE = message("key");

    final Database database;
    final TenantId anna;
    final TenantId ben;

    Fixture() {
        PostgresConnection postgres = EmbeddedStack.freshDatabase();
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(postgres.jdbcUrl());
        config.setUsername(postgres.user());
        config.setPassword(postgres.password());
        config.setMaximumPoolSize(8);
        database = Database.open(config);
        anna = tenant("anna");
        ben = tenant("ben");
    }

    private TenantId tenant(String name) {
        KeyRepository keys = new KeyRepository(database.jdbi());
        return keys.authenticate(keys.create(name, "first", NOW), NOW).orElseThrow();
    }

    static OutboxMessage message(String key) {
        return new OutboxMessage("topic", key, key.getBytes(StandardCharsets.UTF_8));
    }

    static StoredFile file(TenantId tenant, String filename, Instant createdAt, Optional<Instant> expiresAt) {
        return new StoredFile(Ids.file(), tenant, FilePurpose.BATCH, filename, 10, createdAt, expiresAt);
    }

    FileId addFile(TenantId tenant, Instant createdAt) {
        StoredFile file = file(tenant, "input.jsonl", createdAt, Optional.empty());
        new FileRepository(database.jdbi()).addUploaded(file, new Segment(0, ObjectKeys.file(file.id()), 10, 0));
        return file.id();
    }

    static Batch batch(TenantId tenant, Instant createdAt, Optional<Map<String, String>> metadata) {
        return batch(tenant, Ids.file(), createdAt, metadata);
    }

    Batch addBatch(TenantId tenant, FileId input) {
        Batch batch = batch(tenant, input, NOW, Optional.empty());
        new BatchRepository(database.jdbi()).add(batch, MESSAGE);
        return batch;
    }

    private static Batch batch(
            TenantId tenant, FileId input, Instant createdAt, Optional<Map<String, String>> metadata) {
        return new Batch(
                Ids.batch(),
                tenant,
                new BatchRequest(
                        "/v1/chat/completions", input, "24h", Duration.ofHours(24), metadata, Optional.empty()),
                createdAt,
                createdAt.plus(Duration.ofHours(24)),
                Optional.empty(),
                new BatchState.Validating(),
                RequestCounts.NONE,
                TokenCounts.NONE);
    }

    int count(String table) {
        return database.jdbi()
                .withHandle(h -> h.createQuery("select count(*) from " + table)
                        .mapTo(Integer.class)
                        .one());
    }

    @Override
    public void close() {
        database.close();
    }
}

package org.argosy.dispatcher.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.zaxxer.hikari.HikariConfig;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.argosy.ops.embedded.ObjectStoreConnection;
import org.argosy.ops.embedded.PostgresConnection;
import org.argosy.ops.embedded.testing.EmbeddedStack;
import org.argosy.schemas.Topics;
import org.argosy.storage.Batch;
import org.argosy.storage.BatchId;
import org.argosy.storage.BatchInput;
import org.argosy.storage.BatchRequest;
import org.argosy.storage.BatchState;
import org.argosy.storage.FileId;
import org.argosy.storage.FilePurpose;
import org.argosy.storage.Ids;
import org.argosy.storage.Model;
import org.argosy.storage.ModelCatalog;
import org.argosy.storage.Priority;
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
import org.argosy.storage.objects.ObjectStoreSettings;
import org.argosy.storage.objects.S3ObjectStore;
import org.jdbi.v3.core.Jdbi;

/** A fresh database and bucket of the embedded stack, and what a client would do to them. */
public final class TestPlatform implements AutoCloseable {

    public static final String CHAT = "/v1/chat/completions";

    private final Database database;
    public final S3ObjectStore store;
    public final FileRepository files;
    public final BatchRepository batches;

    public TestPlatform() {
        PostgresConnection postgres = EmbeddedStack.freshDatabase();
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(postgres.jdbcUrl());
        config.setUsername(postgres.user());
        config.setPassword(postgres.password());
        config.setMaximumPoolSize(6);
        database = Database.open(config);
        ObjectStoreConnection bucket = EmbeddedStack.freshBucket();
        store = new S3ObjectStore(
                ObjectStoreSettings.of(bucket.endpoint(), bucket.bucket(), bucket.accessKey(), bucket.secretKey()));
        files = new FileRepository(jdbi());
        batches = new BatchRepository(jdbi());
    }

    public static ModelCatalog chatModels(String... ids) {
        return new ModelCatalog(List.of(ids).stream()
                .map(id -> new Model(id, Set.of(CHAT), Set.of("lab")))
                .toList());
    }

    public Jdbi jdbi() {
        return database.jdbi();
    }

    public TenantId tenant(String name) {
        String key = new KeyRepository(jdbi()).create(name, "test", Instant.now());
        return new KeyRepository(jdbi()).authenticate(key, Instant.now()).orElseThrow();
    }

    /** Uploads an input in as many segments as there are parts. */
    public FileId upload(TenantId tenant, FilePurpose purpose, byte[]... parts) {
        FileId id = Ids.file();
        long bytes = 0;
        for (int i = 0; i < parts.length; i++) {
            String key = ObjectKeys.file(id) + "-" + i;
            store.put(key, parts[i]);
            bytes += parts[i].length;
        }
        Instant now = Instant.now();
        Segment first = new Segment(0, ObjectKeys.file(id) + "-0", parts[0].length, 0);
        files.addUploaded(new StoredFile(id, tenant, purpose, "in.jsonl", bytes, now, Optional.empty()), first);
        for (int i = 1; i < parts.length; i++) {
            int ordinal = i;
            jdbi().useHandle(h -> h.execute(
                    "insert into segment (file_id, ordinal, object_key, bytes, lines) values (?, ?, ?, ?, 0)",
                    id.value(),
                    ordinal,
                    ObjectKeys.file(id) + "-" + ordinal,
                    parts[ordinal].length));
        }
        return id;
    }

    public FileId upload(TenantId tenant, String content) {
        return upload(tenant, FilePurpose.BATCH, content.getBytes(UTF_8));
    }

    public BatchId submit(TenantId tenant, FileId input) {
        return submit(tenant, input, Duration.ofHours(24));
    }

    public BatchId submit(TenantId tenant, FileId input, Duration window) {
        return submit(tenant, BatchInput.of(input), window);
    }

    public BatchId submit(TenantId tenant, BatchInput input, Duration window) {
        Instant now = Instant.now();
        BatchRequest request = new BatchRequest(
                CHAT, input, "24h", window, Optional.empty(), Optional.empty(), false, Priority.NORMAL);
        Batch batch = new Batch(
                Ids.batch(),
                tenant,
                request,
                now,
                now.plus(window),
                Optional.empty(),
                new BatchState.Validating(),
                RequestCounts.NONE,
                TokenCounts.NONE);
        batches.add(batch, new OutboxMessage("none", batch.id().value(), new byte[0]));
        return batch.id();
    }

    public Batch batch(BatchId id) {
        return batches.findAny(id).orElseThrow();
    }

    public boolean cancel(BatchId id) {
        BatchState state = batch(id).state();
        return state instanceof BatchState.Cancellable cancellable
                && batches.move(
                        id,
                        state,
                        cancellable.cancel(Instant.now()),
                        new OutboxMessage("none", id.value(), new byte[0]),
                        Instant.now());
    }

    /** Claims that every outcome there is has been collected. */
    public void collectAllOutcomes() throws InterruptedException, ExecutionException {
        try (Admin admin = Admin.create(kafka())) {
            TopicDescription outcomes = admin.describeTopics(List.of(Topics.OUTCOMES))
                    .allTopicNames()
                    .get()
                    .values()
                    .iterator()
                    .next();
            for (TopicPartitionInfo partition : outcomes.partitions()) {
                TopicPartition name = new TopicPartition(Topics.OUTCOMES, partition.partition());
                long end = admin.listOffsets(Map.of(name, OffsetSpec.latest()))
                        .partitionResult(name)
                        .get()
                        .offset();
                jdbi().useHandle(h -> h.execute(
                        "insert into collector_offset (partition, topic_id, next_offset) values (?, ?, ?)",
                        partition.partition(),
                        outcomes.topicId().toString(),
                        end));
            }
        }
    }

    /** One valid line. */
    public static String line(String customId, String model) {
        return "{\"custom_id\":\"%s\",\"method\":\"POST\",\"url\":\"%s\",\"body\":{\"model\":\"%s\",\"messages\":[]}}\n"
                .formatted(customId, CHAT, model);
    }

    public static Map<String, Object> kafka() {
        return Map.of("bootstrap.servers", EmbeddedStack.kafkaBootstrapServers());
    }

    @Override
    public void close() {
        store.close();
        database.close();
    }
}

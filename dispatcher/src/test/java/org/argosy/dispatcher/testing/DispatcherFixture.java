package org.argosy.dispatcher.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.argosy.ops.embedded.ObjectStoreConnection;
import org.argosy.ops.embedded.PostgresConnection;
import org.argosy.ops.embedded.testing.EmbeddedStack;
import org.argosy.schemas.AvroCodec;
import org.argosy.schemas.TopicProvisioner;
import org.argosy.schemas.Topics;
import org.argosy.schemas.avro.Answer;
import org.argosy.schemas.avro.Failure;
import org.argosy.schemas.avro.Outcome;
import org.argosy.schemas.avro.Provenance;
import org.argosy.schemas.avro.TokenUsage;
import org.argosy.storage.Batch;
import org.argosy.storage.BatchId;
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
import org.argosy.storage.UsageBucket;
import org.argosy.storage.db.BatchRepository;
import org.argosy.storage.db.Database;
import org.argosy.storage.db.FileRepository;
import org.argosy.storage.db.KeyRepository;
import org.argosy.storage.db.OutboxMessage;
import org.argosy.storage.db.UsageRepository;
import org.argosy.storage.objects.ObjectKeys;
import org.argosy.storage.objects.ObjectStore;
import org.argosy.storage.objects.ObjectStoreSettings;
import org.argosy.storage.objects.S3ObjectStore;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A fresh database and bucket, the shared broker, and batches that are already planned. */
public final class DispatcherFixture implements AutoCloseable {

    public static final String MODEL = "test/model";

    private static final JsonMapper JSON = JsonMapper.shared();

    public final Database database;
    public final S3ObjectStore store;
    public final Map<String, Object> kafka =
            Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, EmbeddedStack.kafkaBootstrapServers());
    public final BatchRepository batches;
    public final FileRepository files;

    private final AvroCodec<Outcome> outcomes = AvroCodec.of(Outcome.class);
    private final KafkaProducer<byte[], byte[]> producer;
    private final TenantId tenant;

    public DispatcherFixture() {
        PostgresConnection postgres = EmbeddedStack.freshDatabase();
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(postgres.jdbcUrl());
        config.setUsername(postgres.user());
        config.setPassword(postgres.password());
        config.setMaximumPoolSize(8);
        database = Database.open(config);
        ObjectStoreConnection bucket = EmbeddedStack.freshBucket();
        store = new S3ObjectStore(
                ObjectStoreSettings.of(bucket.endpoint(), bucket.bucket(), bucket.accessKey(), bucket.secretKey()));
        batches = new BatchRepository(database.jdbi());
        files = new FileRepository(database.jdbi());
        KeyRepository keys = new KeyRepository(database.jdbi());
        tenant = keys.authenticate(keys.create("anna", "first", now()), now()).orElseThrow();
        try (Admin admin = Admin.create(kafka)) {
            new TopicProvisioner(admin, Topics.defaults()).ensureShared();
        }
        Map<String, Object> properties = new HashMap<>(kafka);
        properties.put(ProducerConfig.LINGER_MS_CONFIG, 5);
        producer = new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    }

    public static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MILLIS);
    }

    public TenantId tenant() {
        return tenant;
    }

    /** A batch in progress with this many lines, all published, whose window ends in a day. */
    public BatchId runningBatch(int lines) {
        return runningBatch(lines, lines, now().plus(Duration.ofDays(1)));
    }

    /** A batch in progress of which so many lines are published. Custom ids are {@code c1}, {@code c2} and so on. */
    public BatchId runningBatch(int lines, int published, Instant expiresAt) {
        BatchId batch = validatingBatch(input(lines), expiresAt);
        FileId output = pendingFile(batch, "_output.jsonl");
        FileId error = pendingFile(batch, "_error.jsonl");
        FileId provenance = pendingFile(batch, "_provenance.jsonl");
        database.jdbi().useTransaction(tx -> {
            tx.execute(
                    "update batch set status = 'in_progress', in_progress_at = ?, total = ?, model = ? where id = ?",
                    now(),
                    lines,
                    MODEL,
                    batch.value());
            tx.execute(
                    "insert into progress (batch_id, completed_lines, output_file_id, error_file_id,"
                            + " provenance_file_id, updated_at) values (?, ?, ?, ?, ?, ?)",
                    batch.value(),
                    new byte[] {0x3a, 0x30, 0, 0, 0, 0, 0, 0},
                    output.value(),
                    error.value(),
                    provenance.value(),
                    now());
            tx.execute(
                    "insert into lane (batch_id, model, lines, estimated_tokens, published_lines) values (?, ?, ?, ?, ?)",
                    batch.value(),
                    MODEL,
                    lines,
                    lines,
                    published);
            int ordinal = 0;
            long offset = 0;
            for (int first = 1; first <= lines; first += 256) {
                int last = Math.min(lines, first + 255);
                long length = IntStream.rangeClosed(first, last)
                        .mapToLong(l -> line(l).length)
                        .sum();
                tx.execute(
                        "insert into shard values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                        batch.value(),
                        ordinal++,
                        MODEL,
                        first,
                        last,
                        last - first + 1,
                        offset,
                        length,
                        1);
                offset += length;
            }
        });
        return batch;
    }

    /** A batch that nobody has planned. */
    public BatchId validatingBatch(FileId input, Instant expiresAt) {
        Batch batch = new Batch(
                Ids.batch(),
                tenant,
                new BatchRequest(
                        "/v1/chat/completions", input, "24h", Duration.ofHours(24), Optional.empty(), Optional.empty()),
                now(),
                expiresAt,
                Optional.empty(),
                new BatchState.Validating(),
                RequestCounts.NONE,
                TokenCounts.NONE);
        batches.add(batch, new OutboxMessage("none", "key", new byte[0]));
        return batch.id();
    }

    /** An input file with this many lines. */
    public FileId input(int lines) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        IntStream.rangeClosed(1, lines).forEach(l -> content.writeBytes(line(l)));
        FileId id = Ids.file();
        store.put(ObjectKeys.file(id), content.toByteArray());
        files.addUploaded(
                new StoredFile(id, tenant, FilePurpose.BATCH, "in.jsonl", content.size(), now(), Optional.empty()),
                new Segment(0, ObjectKeys.file(id), content.size(), lines));
        return id;
    }

    private static byte[] line(int number) {
        return ("{\"custom_id\":\"c" + number + "\",\"method\":\"POST\",\"url\":\"/v1/chat/completions\",\"body\":"
                        + "{\"model\":\"test/model\",\"messages\":[]}}\n")
                .getBytes(UTF_8);
    }

    private FileId pendingFile(BatchId batch, String suffix) {
        FileId id = Ids.file();
        database.jdbi()
                .useHandle(h -> h.execute(
                        "insert into file (id, tenant_id, purpose, filename, bytes, created_at) values (?, ?, ?, ?, 0, ?)",
                        id.value(),
                        tenant.value(),
                        FilePurpose.BATCH_OUTPUT.wireName(),
                        batch.value() + suffix,
                        now()));
        return id;
    }

    /** The outcome of a line with status 200 and one token each way. */
    public static Outcome answer(BatchId batch, int line) {
        return answer(batch, line, 200, ByteBuffer.wrap(("{\"line\":" + line + "}").getBytes(UTF_8)));
    }

    /** The outcome of a line with an answer. */
    public static Outcome answer(BatchId batch, int line, int status, Object body) {
        return outcome(batch, line, new Answer(status, "req_" + line, body), new TokenUsage(1L, 0L, 1L, 0L, 2L));
    }

    /** The outcome of a line without an answer. */
    public static Outcome failure(BatchId batch, int line, String code) {
        return outcome(batch, line, new Failure(code, "no answer"), null);
    }

    private static Outcome outcome(
            BatchId batch, int line, Object result, @org.jspecify.annotations.Nullable TokenUsage usage) {
        return new Outcome(
                batch.value(),
                line,
                "c" + line,
                MODEL,
                result,
                usage,
                new Provenance("test", MODEL, 1, now(), now(), "worker", List.of(), List.of()));
    }

    /** Publishes outcomes and waits until Kafka has them. */
    public void publish(List<Outcome> some) {
        some.forEach(o -> {
            var _ = producer.send(
                    new ProducerRecord<>(Topics.OUTCOMES, o.getBatchId().getBytes(UTF_8), outcomes.encode(o)));
        });
        producer.flush();
    }

    /** Publishes outcomes of any batches to one partition, so that they are read together. */
    public void publishTo(int partition, List<Outcome> some) {
        some.forEach(o -> {
            var _ = producer.send(new ProducerRecord<>(
                    Topics.OUTCOMES, partition, o.getBatchId().getBytes(UTF_8), outcomes.encode(o)));
        });
        producer.flush();
    }

    public void publish(Outcome... some) {
        publish(List.of(some));
    }

    public Batch batch(BatchId id) {
        return batches.findAny(id).orElseThrow();
    }

    /** All lines of a file, in order. */
    public List<String> lines(FileId file) {
        List<String> lines = new ArrayList<>();
        for (Segment segment : files.segments(file)) {
            byte[] content = store.readFully(segment.objectKey(), 0, (int) segment.bytes());
            List<String> here = new String(content, UTF_8).lines().toList();
            if (here.size() != segment.lines()) {
                throw new AssertionError(segment + " has " + here.size() + " lines");
            }
            lines.addAll(here);
        }
        return lines;
    }

    /** Fails unless the provenance goes through the output and the error file in their order, up to the end of both. */
    public void assertAligned(BatchId batch) {
        List<FileId> ids = database.jdbi()
                .withHandle(h -> h.createQuery(
                                "select output_file_id, error_file_id, provenance_file_id from progress where batch_id = ?")
                        .bind(0, batch.value())
                        .map((rs, ctx) -> List.of(
                                new FileId(rs.getString(1)), new FileId(rs.getString(2)), new FileId(rs.getString(3))))
                        .one());
        Iterator<String> output = lines(ids.get(0)).iterator();
        Iterator<String> error = lines(ids.get(1)).iterator();
        for (String line : lines(ids.get(2))) {
            JsonNode entry = JSON.readTree(line);
            JsonNode next = JSON.readTree((entry.path("status_code").asInt(0) / 100 == 2 ? output : error).next());
            assertThat(next.get("custom_id")).isEqualTo(entry.get("custom_id"));
            assertThat(next.at("/response/status_code").asInt(0))
                    .isEqualTo(entry.path("status_code").asInt(0));
            assertThat(next.at("/error/code").asString(""))
                    .isEqualTo(entry.path("error").asString(""));
        }
        assertThat(output).isExhausted();
        assertThat(error).isExhausted();
    }

    /** Fails unless the tenant's usage of the model is what the batches, which are all there are, had together. */
    public void assertUsage(Collection<BatchId> ofAll) {
        UsageRepository.Query everything = new UsageRepository.Query(
                tenant, Instant.EPOCH, now().plus(Duration.ofDays(1)), Duration.ofDays(1), Optional.of(MODEL));
        List<UsageBucket> used = new UsageRepository(database.jdbi())
                .list(everything, Optional.empty(), 100)
                .items();
        List<Batch> batches = ofAll.stream().map(this::batch).toList();
        assertThat(used.stream().mapToLong(UsageBucket::completed).sum())
                .isEqualTo(
                        batches.stream().mapToLong(b -> b.counts().completed()).sum());
        assertThat(used.stream().mapToLong(UsageBucket::failed).sum())
                .isEqualTo(batches.stream().mapToLong(b -> b.counts().failed()).sum());
        assertThat(used.stream().map(UsageBucket::tokens).reduce(TokenCounts.NONE, TokenCounts::plus))
                .isEqualTo(batches.stream().map(Batch::usage).reduce(TokenCounts.NONE, TokenCounts::plus));
    }

    /** Objects that hold results, whether a file refers to them or not. */
    public int segmentObjects(ObjectStore of) {
        int count = 0;
        for (var objects = of.list(ObjectKeys.SEGMENTS); objects.hasNext(); objects.next()) {
            count++;
        }
        return count;
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(2));
        store.close();
        database.close();
    }
}

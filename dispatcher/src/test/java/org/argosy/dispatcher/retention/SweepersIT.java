package org.argosy.dispatcher.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.argosy.dispatcher.testing.Stores;
import org.argosy.storage.Batch;
import org.argosy.storage.BatchState;
import org.argosy.storage.FileId;
import org.argosy.storage.FilePurpose;
import org.argosy.storage.Ids;
import org.argosy.storage.Upload;
import org.argosy.storage.UploadPart;
import org.argosy.storage.UploadStatus;
import org.argosy.storage.db.BatchRepository;
import org.argosy.storage.db.CreateCalls;
import org.argosy.storage.db.ExclusiveWork;
import org.argosy.storage.db.OutboxMessage;
import org.argosy.storage.db.RetentionRepository;
import org.argosy.storage.db.UploadRepository;
import org.argosy.storage.objects.ObjectKeys;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class SweepersIT {

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    private static final OutboxMessage MESSAGE = new OutboxMessage("topic", "key", new byte[1]);
    private static final List<byte[]> CONTENT = List.of(new byte[3], new byte[4]);

    private final Stores stores = new Stores();
    private final Instant now = Instant.now();

    @AfterEach
    void close() {
        stores.close();
    }

    @Test
    @Tag("output.expiry")
    void shouldDeleteExpiredFilesWithTheirObjectsAfterTheDelay() {
        FileId kept = stores.addFile(FilePurpose.BATCH, now, Optional.empty(), CONTENT);
        stores.addFile(FilePurpose.BATCH_OUTPUT, now, Optional.of(now.plusSeconds(60)), CONTENT);

        sweepFiles(now.plusSeconds(59));
        assertThat(stores.count("file where deleted_at is not null")).isZero();
        sweepFiles(now.plusSeconds(61));
        assertThat(stores.count("file where deleted_at is not null")).isEqualTo(1);
        assertThat(stores.keys()).hasSize(4);

        sweepFiles(now.plusSeconds(61).plus(Duration.ofMinutes(10)));
        assertThat(stores.count("file")).isEqualTo(1);
        assertThat(stores.keys()).hasSize(2);
        assertThat(stores.files().segments(kept)).hasSize(2);
    }

    @Test
    @Tag("files.delete.read")
    void shouldKeepADeletedInputUntilItsBatchHasEnded() {
        FileId input = stores.addFile(FilePurpose.BATCH, now, Optional.empty(), CONTENT);
        Batch batch = stores.addBatch(input, now, MESSAGE);
        stores.files().delete(stores.tenant, input, now);

        sweepFiles(now.plus(Duration.ofDays(3)));
        assertThat(stores.keys()).hasSize(2);

        BatchState.Validating from = new BatchState.Validating();
        new BatchRepository(stores.database.jdbi()).move(batch.id(), from, from.expire(now), MESSAGE, now);
        sweepFiles(now.plus(Duration.ofDays(3)));
        assertThat(stores.keys()).isEmpty();
    }

    @Test
    void shouldDeleteOrphansOfEndedAndUnknownBatchesOnceTheyAreOldAndTheGraceIsOver() throws Exception {
        FileId input = stores.addFile(FilePurpose.BATCH, now, Optional.empty(), CONTENT);
        Batch running = stores.addBatch(input, now, MESSAGE);
        String ofRunning = ObjectKeys.segment(running.id());
        String body = ObjectKeys.body(Ids.batch(), now);
        List<String> orphans = List.of(ObjectKeys.file(Ids.file()), ObjectKeys.segment(Ids.batch()), "other/key");
        orphans.forEach(key -> stores.objects.put(key, new byte[1]));
        stores.objects.put(ofRunning, new byte[1]);
        stores.objects.put(body, new byte[1]);

        sweepOrphans(now.plus(Duration.ofHours(23)));
        assertThat(stores.count("retired_object")).isZero();

        sweepOrphans(now.plus(Duration.ofHours(25)));
        assertThat(stores.keys()).hasSize(7);
        sweepOrphans(now.plus(Duration.ofHours(27)));
        assertThat(stores.keys()).hasSize(5).contains(ofRunning, body, "other/key");

        sweepOrphans(now.plus(Duration.ofDays(9)));
        sweepOrphans(now.plus(Duration.ofDays(10)));
        assertThat(stores.keys()).hasSize(4).contains(ofRunning, "other/key").doesNotContain(body);
    }

    @Test
    @Tag("uploads.expiry")
    void shouldDeletePartsOfAnUploadThatWasNotCompletedInTime() throws Exception {
        UploadRepository uploads = new UploadRepository(stores.database.jdbi());
        Upload upload = new Upload(
                Ids.upload(),
                stores.tenant,
                "in.jsonl",
                FilePurpose.BATCH,
                2,
                Optional.empty(),
                now,
                now.plus(Duration.ofHours(1)),
                UploadStatus.PENDING,
                Optional.empty());
        uploads.add(upload);
        String key = ObjectKeys.part(upload.id(), "part_1");
        stores.objects.put(key, new byte[2]);
        uploads.addPart(new UploadPart("part_1", upload.id(), key, 2, now), 10, 10);

        sweepUploads(uploads, now.plus(Duration.ofMinutes(59)));
        assertThat(stores.count("upload_part")).isEqualTo(1);

        sweepUploads(uploads, now.plus(Duration.ofMinutes(60)));
        assertThat(stores.count("upload_part")).isZero();
        assertThat(stores.count("upload where status = 'expired'")).isEqualTo(1);
        sweepOrphans(now.plus(Duration.ofMinutes(121)));
        assertThat(stores.keys()).isEmpty();

        sweepUploads(uploads, now.plus(Duration.ofHours(26)));
        assertThat(stores.count("upload")).isZero();
    }

    @Test
    void shouldWorkByThemselvesOnceStarted() {
        RetentionSettings quick = new RetentionSettings(
                Duration.ofMillis(20),
                Duration.ZERO,
                Duration.ofMillis(20),
                Duration.ZERO,
                Duration.ZERO,
                Duration.ofMinutes(59),
                Duration.ZERO);
        Clock later = Clock.offset(Clock.systemUTC(), Duration.ofHours(1));
        stores.addFile(FilePurpose.BATCH, now, Optional.of(now), CONTENT);
        stores.objects.put(ObjectKeys.file(Ids.file()), new byte[1]);
        endedPlan();

        RetentionRepository retention = new RetentionRepository(stores.database.jdbi());
        ExclusiveWork exclusive = new ExclusiveWork(stores.database.jdbi());
        try (FileSweeper files = new FileSweeper(retention, stores.objects, quick, later, meters);
                PlanSweeper plans = new PlanSweeper(retention, quick, later);
                OrphanSweeper orphans = new OrphanSweeper(retention, exclusive, stores.objects, quick, later, meters)) {
            files.start();
            plans.start();
            orphans.start();
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> stores.keys().isEmpty() && stores.count("file") == 0 && stores.count("lane") == 0);
        }
    }

    private void endedPlan() {
        stores.database.jdbi().useHandle(h -> {
            h.execute("insert into tenant values ('t', 't', now())");
            h.execute("""
                    insert into batch (id, tenant_id, endpoint, input_file_id, completion_window, window_seconds, created_at,
                           expires_at, status, cancelled_at)
                    values ('b', 't', '/', 'f', '24h', 86400, now(), now(), 'cancelled', now())
                    """);
            h.execute("insert into lane (batch_id, model, lines, estimated_tokens) values ('b', 'm', 1, 1)");
        });
    }

    private void sweepFiles(Instant at) {
        try (FileSweeper sweeper = new FileSweeper(
                new RetentionRepository(stores.database.jdbi()),
                stores.objects,
                RetentionSettings.DEFAULT,
                Clock.fixed(at, ZoneOffset.UTC),
                meters)) {
            sweeper.sweep();
        }
    }

    private void sweepUploads(UploadRepository uploads, Instant at) {
        CreateCalls creates = new CreateCalls(stores.database.jdbi());
        Clock clock = Clock.fixed(at, ZoneOffset.UTC);
        try (CallSweeper sweeper = new CallSweeper(uploads, creates, RetentionSettings.DEFAULT, clock)) {
            sweeper.sweep();
        }
    }

    private void sweepOrphans(Instant at) throws Exception {
        try (OrphanSweeper sweeper = new OrphanSweeper(
                new RetentionRepository(stores.database.jdbi()),
                new ExclusiveWork(stores.database.jdbi()),
                stores.objects,
                RetentionSettings.DEFAULT,
                Clock.fixed(at, ZoneOffset.UTC),
                meters)) {
            sweeper.sweep();
        }
    }
}

package org.argosy.storage.db;

import static org.argosy.storage.db.Fixture.MESSAGE;
import static org.argosy.storage.db.Fixture.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.argosy.storage.Batch;
import org.argosy.storage.BatchState;
import org.argosy.storage.FileId;
import org.argosy.storage.Ids;
import org.argosy.storage.Segment;
import org.argosy.storage.StoredFile;
import org.argosy.storage.objects.ObjectKeys;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RetentionRepositoryIT {

    private static final Instant LATER = NOW.plusSeconds(3_600);

    private final Fixture fixture = new Fixture();
    private final FileRepository files = new FileRepository(fixture.database.jdbi());
    private final BatchRepository batches = new BatchRepository(fixture.database.jdbi());
    private final RetentionRepository retention = new RetentionRepository(fixture.database.jdbi());
    private final List<String> deleted = new ArrayList<>();

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void shouldHideOnlyWhatExpired() {
        FileId kept = fixture.addFile(fixture.anna, NOW);
        StoredFile expired = Fixture.file(fixture.anna, "old", NOW, Optional.of(NOW.plusSeconds(10)));
        StoredFile young = Fixture.file(fixture.anna, "young", NOW, Optional.of(LATER.plusSeconds(10)));
        for (StoredFile file : List.of(expired, young)) {
            files.addUploaded(file, new Segment(0, ObjectKeys.file(file.id()), 10, 0));
        }

        assertThat(retention.hideExpired(LATER, 10)).isEqualTo(1);
        assertThat(retention.hideExpired(LATER, 10)).isZero();
        assertThat(files.find(fixture.anna, expired.id(), NOW)).isEmpty();
        assertThat(files.find(fixture.anna, kept, NOW)).isPresent();
        assertThat(files.find(fixture.anna, young.id(), NOW)).isPresent();
    }

    @Test
    void shouldKeepADeletedFileWhileAnUnfinishedBatchReadsIt() {
        FileId file = fixture.addFile(fixture.anna, NOW);
        Batch batch = fixture.addBatch(fixture.anna, file);
        files.delete(fixture.anna, file, NOW);

        assertThat(retention.purgeOne(LATER, deleted::addAll)).isFalse();
        assertThat(files.segments(file)).hasSize(1);

        BatchState.Validating from = new BatchState.Validating();
        batches.move(batch.id(), from, from.fail(NOW, List.of()), MESSAGE, NOW);
        assertThat(retention.purgeOne(LATER, deleted::addAll)).isTrue();
        assertThat(retention.purgeOne(LATER, deleted::addAll)).isFalse();
        assertThat(deleted).containsExactly(ObjectKeys.file(file));
        assertThat(fixture.count("file") + fixture.count("segment")).isZero();
    }

    @Test
    void shouldKeepADeletedFileUntilTheDelayIsOver() {
        FileId file = fixture.addFile(fixture.anna, NOW);
        files.delete(fixture.anna, file, NOW);

        assertThat(retention.purgeOne(NOW.minusSeconds(1), deleted::addAll)).isFalse();
        assertThat(retention.purgeOne(NOW, deleted::addAll)).isTrue();
    }

    @Test
    void shouldKeepTheRowsWhenTheObjectsCannotBeDeleted() {
        FileId file = fixture.addFile(fixture.anna, NOW);
        files.delete(fixture.anna, file, NOW);

        assertThatThrownBy(() -> retention.purgeOne(LATER, _ -> {
                    throw new IllegalStateException("store is away");
                }))
                .hasMessage("store is away");
        assertThat(files.segments(file)).hasSize(1);
    }

    @Test
    void shouldPassOverAFileThatAnotherIsPurging() {
        FileId file = fixture.addFile(fixture.anna, NOW);
        files.delete(fixture.anna, file, NOW);

        boolean purged = retention.purgeOne(LATER, keys -> {
            boolean other = CompletableFuture.supplyAsync(() -> retention.purgeOne(LATER, deleted::addAll))
                    .join();
            assertThat(other).isFalse();
        });

        assertThat(purged).isTrue();
        assertThat(deleted).isEmpty();
    }

    @Test
    void shouldPrunePlansOfBatchesThatEndedInBoundedSteps() {
        Batch running = planned(2);
        Batch fresh = planned(2);
        Batch old = planned(5);
        end(fresh, LATER);
        end(old, NOW);

        int steps = 0;
        while (retention.prunePlan(LATER.minusSeconds(1), 2)) {
            steps++;
            assertThat(steps).isLessThanOrEqualTo(3);
        }

        assertThat(steps).isEqualTo(3);
        assertThat(planOf(old)).isZero();
        assertThat(planOf(running)).isEqualTo(3);
        assertThat(planOf(fresh)).isEqualTo(3);
        assertThat(retention.prunePlan(LATER, 2)).isTrue();
        assertThat(retention.prunePlan(LATER, 2)).isTrue();
        assertThat(retention.prunePlan(LATER, 2)).isFalse();
        assertThat(planOf(fresh)).isZero();
        assertThat(planOf(running)).isEqualTo(3);
    }

    private Batch planned(int shards) {
        Batch batch = fixture.addBatch(fixture.anna, Ids.file());
        fixture.database.jdbi().useHandle(h -> {
            for (int i = 0; i < shards; i++) {
                h.execute(
                        "insert into shard (batch_id, ordinal, model, first_line, last_line, lines, byte_offset,"
                                + " byte_length, estimated_tokens) values (?, ?, 'm', ?, ?, 1, 0, 1, 1)",
                        batch.id().value(),
                        i,
                        i + 1,
                        i + 1);
            }
            h.execute(
                    "insert into lane (batch_id, model, lines, estimated_tokens) values (?, 'm', ?, 1)",
                    batch.id().value(),
                    shards);
        });
        return batch;
    }

    private void end(Batch batch, Instant at) {
        BatchState.Validating from = new BatchState.Validating();
        assertThat(batches.move(batch.id(), from, from.fail(at, List.of()), MESSAGE, at))
                .isTrue();
    }

    /** Rows of its shards and lanes. */
    private int planOf(Batch batch) {
        String where = " where batch_id = '" + batch.id().value() + "'";
        return fixture.count("shard" + where) + fixture.count("lane" + where);
    }

    @Test
    void shouldRetireOnlyObjectsThatNobodyCanStillReferTo() {
        FileId file = fixture.addFile(fixture.anna, NOW);
        Batch running = fixture.addBatch(fixture.anna, file);
        List<String> used =
                List.of(ObjectKeys.file(file), ObjectKeys.segment(running.id()), ObjectKeys.body(running.id(), NOW));
        List<String> orphans = List.of(
                ObjectKeys.file(Ids.file()), ObjectKeys.segment(Ids.batch()), ObjectKeys.body(Ids.batch(), NOW));
        List<String> all = new ArrayList<>(used);
        all.addAll(orphans);

        assertThat(retention.retireOrphans(all, NOW)).isEqualTo(3);
        assertThat(retention.retireOrphans(all, NOW.plusSeconds(5))).isZero();
        assertThat(retention.purgeRetired(NOW.minusSeconds(1), 10, deleted::addAll))
                .isZero();
        assertThat(retention.purgeRetired(NOW, 10, deleted::addAll)).isEqualTo(3);
        assertThat(deleted).containsExactlyInAnyOrderElementsOf(orphans);
        assertThat(fixture.count("retired_object")).isZero();
    }

    @Test
    void shouldSpareARetiredObjectThatAFileHasGotMeanwhile() {
        StoredFile late = Fixture.file(fixture.anna, "late", NOW, Optional.empty());
        retention.retireOrphans(List.of(ObjectKeys.file(late.id())), NOW);
        files.addUploaded(late, new Segment(0, ObjectKeys.file(late.id()), 10, 0));

        assertThat(retention.purgeRetired(LATER, 10, deleted::addAll)).isEqualTo(1);
        assertThat(deleted).isEmpty();
        assertThat(fixture.count("retired_object")).isZero();
    }
}

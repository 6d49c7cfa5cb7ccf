package org.argosy.storage.db;

import static org.argosy.storage.db.Fixture.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.argosy.storage.FilePurpose;
import org.argosy.storage.Ids;
import org.argosy.storage.Segment;
import org.argosy.storage.StoredFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MergeRepositoryIT {

    private final Fixture fixture = new Fixture();
    private final FileRepository files = new FileRepository(fixture.database.jdbi());
    private final MergeRepository merges = new MergeRepository(fixture.database.jdbi());

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void shouldFindOutputFilesOfManySegmentsWhetherTheyArePublishedOrNot() {
        StoredFile pending = add(FilePurpose.BATCH_OUTPUT, 5);
        add(FilePurpose.BATCH_OUTPUT, 4);
        add(FilePurpose.BATCH, 9);

        assertThat(merges.fragmented(4, NOW, 10)).containsExactly(pending.id());

        fixture.database.jdbi().useTransaction(tx -> FileRepository.publish(tx, pending.id(), NOW, Optional.empty()));
        assertThat(merges.fragmented(4, NOW, 10)).containsExactly(pending.id());
        assertThat(merges.fragmented(4, NOW.plusMillis(1), 10)).isEmpty();
        files.delete(fixture.anna, pending.id(), NOW);
        assertThat(merges.fragmented(4, NOW, 10)).isEmpty();
    }

    @Test
    void shouldPutOneSegmentInThePlaceOfItsRunAndRetireTheObjects() {
        StoredFile file = add(FilePurpose.BATCH_OUTPUT, 5);
        List<Segment> run = files.segments(file.id()).subList(1, 4);
        Segment merged = new Segment(1, "segments/merged", 30, 3);

        assertThat(merges.replace(file.id(), run, merged, NOW)).isTrue();

        assertThat(files.segments(file.id())).extracting(Segment::ordinal).containsExactly(0, 1, 4);
        assertThat(files.segments(file.id()).get(1)).isEqualTo(merged);
        assertThat(fixture.count("retired_object")).isEqualTo(3);
    }

    @Test
    void shouldChangeNothingWhenASegmentOfTheRunIsGone() {
        StoredFile file = add(FilePurpose.BATCH_OUTPUT, 5);
        List<Segment> before = files.segments(file.id());
        List<Segment> run = List.of(before.get(0), new Segment(1, "segments/gone", 10, 1));

        assertThat(merges.replace(file.id(), run, new Segment(0, "segments/merged", 20, 2), NOW))
                .isFalse();

        assertThat(files.segments(file.id())).isEqualTo(before);
        assertThat(fixture.count("retired_object")).isZero();
    }

    @Test
    void shouldLetOneWinWhenRunsOverlap() throws Exception {
        StoredFile file = add(FilePurpose.BATCH_OUTPUT, 20);
        List<Segment> before = files.segments(file.id());
        List<Callable<Boolean>> all = IntStream.range(0, 6)
                .<Callable<Boolean>>mapToObj(i -> () -> merges.replace(
                        file.id(), before.subList(i, i + 10), new Segment(i, "segments/m" + i, 100, 10), NOW))
                .toList();

        int won = 0;
        try (ExecutorService threads = Executors.newFixedThreadPool(6)) {
            for (Future<Boolean> one : threads.invokeAll(all)) {
                won += one.get() ? 1 : 0;
            }
        }

        assertThat(won).isEqualTo(1);
        assertThat(files.segments(file.id()).stream().mapToLong(Segment::bytes).sum())
                .isEqualTo(200);
        assertThat(files.segments(file.id())).hasSize(11);
    }

    @Test
    void shouldLetOneWorkAtATime() throws Exception {
        ExclusiveWork exclusive = new ExclusiveWork(fixture.database.jdbi());

        Optional<Optional<String>> outer = exclusive.attempt("merge", () -> exclusive.attempt("merge", () -> "second"));

        assertThat(outer).contains(Optional.empty());
        assertThat(exclusive.attempt("merge", () -> "later")).contains("later");
    }

    private StoredFile add(FilePurpose purpose, int segments) {
        StoredFile file = new StoredFile(Ids.file(), fixture.anna, purpose, "out.jsonl", 0, NOW, Optional.empty());
        fixture.database.jdbi().useTransaction(tx -> {
            FileRepository.addPending(tx, file);
            for (int i = 0; i < segments; i++) {
                FileRepository.insertSegment(tx, file.id(), new Segment(i, "segments/" + file.id() + "/" + i, 10, 1));
            }
        });
        return file;
    }
}

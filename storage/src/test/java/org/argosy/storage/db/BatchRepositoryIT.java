package org.argosy.storage.db;

import static org.argosy.storage.db.Fixture.MESSAGE;
import static org.argosy.storage.db.Fixture.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.argosy.storage.Batch;
import org.argosy.storage.BatchId;
import org.argosy.storage.BatchResults;
import org.argosy.storage.BatchState;
import org.argosy.storage.Ids;
import org.argosy.storage.Page;
import org.argosy.storage.ValidationError;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BatchRepositoryIT {

    private final Fixture fixture = new Fixture();
    private final BatchRepository batches = new BatchRepository(fixture.database.jdbi());

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void shouldFindTheBatchAsItWasAdded() {
        Batch batch = Fixture.batch(fixture.anna, NOW, Optional.empty());
        batches.add(batch, MESSAGE);

        assertThat(batches.find(fixture.anna, batch.id())).contains(batch);
        assertThat(batches.findAny(batch.id())).contains(batch);
        assertThat(batches.find(fixture.ben, batch.id())).isEmpty();
    }

    @Test
    void shouldKeepMetadataInItsOrderWithEveryCharacter() {
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put("z", "ä 語 🎉");
        metadata.put("a", "quote \" backslash \\ newline \n");
        metadata.put("m\0", "nul \0 and half a pair \ud83c");
        metadata.put("", "");
        Batch batch = Fixture.batch(fixture.anna, NOW, Optional.of(metadata));

        batches.add(batch, MESSAGE);

        Map<String, String> found = batches.find(fixture.anna, batch.id())
                .orElseThrow()
                .request()
                .metadata()
                .orElseThrow();
        assertThat(found).containsExactlyEntriesOf(metadata);
    }

    @Test
    void shouldKeepValidationErrorsWithEveryCharacter() {
        Batch batch = Fixture.batch(fixture.anna, NOW, Optional.empty());
        batches.add(batch, MESSAGE);
        List<ValidationError> errors = List.of(
                new ValidationError("bad", OptionalInt.of(3), Optional.of("body.\0"), "said \ud83c \0 \" 語"),
                new ValidationError("empty_file", OptionalInt.empty(), Optional.empty(), "no lines"));
        BatchState.Validating from = new BatchState.Validating();
        BatchState to = from.fail(NOW.plusSeconds(1), errors);

        assertThat(batches.move(batch.id(), from, to, MESSAGE, NOW)).isTrue();
        assertThat(batches.findAny(batch.id()).orElseThrow().state()).isEqualTo(to);
    }

    @Test
    void shouldKeepEveryStateThatItMovesTo() {
        BatchId batch = add();
        BatchState.Validating validating = new BatchState.Validating();
        BatchState.InProgress inProgress = validating.start(NOW.plusSeconds(1));
        BatchState.Finalizing finalizing = inProgress.finish(NOW.plusSeconds(2));
        BatchState completed = finalizing.complete(
                NOW.plusSeconds(3), new BatchResults(Optional.of(Ids.file()), Optional.of(Ids.file())));
        assertMoves(batch, validating, inProgress, finalizing, completed);

        BatchState expired =
                finalizing.expire(NOW.plusSeconds(3), new BatchResults(Optional.empty(), Optional.of(Ids.file())));
        assertMoves(add(), validating, inProgress, finalizing, expired);

        BatchState.Cancelling cancelling = finalizing.cancel(NOW.plusSeconds(4));
        BatchState cancelled = cancelling.end(NOW.plusSeconds(5), BatchResults.NONE);
        assertMoves(add(), validating, inProgress, finalizing, cancelling, cancelled);
        assertMoves(add(), validating, validating.expire(NOW.plusSeconds(9)));
    }

    @Test
    void shouldChangeNothingWhenTheBatchHasLeftTheState() {
        BatchId batch = add();
        BatchState.Validating validating = new BatchState.Validating();
        batches.move(batch, validating, validating.cancel(NOW), MESSAGE, NOW);

        assertThat(batches.move(batch, validating, validating.start(NOW), MESSAGE, NOW))
                .isFalse();
        assertThat(batches.findAny(batch).orElseThrow().state()).isEqualTo(validating.cancel(NOW));
        assertThat(fixture.count("outbox")).isEqualTo(2);
    }

    @Test
    void shouldLetOneWinWhenManyMoveAtOnce() throws Exception {
        BatchId batch = add();
        BatchState.Validating from = new BatchState.Validating();
        List<Callable<Boolean>> moves = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            BatchState to = i % 2 == 0 ? from.cancel(NOW) : from.start(NOW);
            moves.add(() -> batches.move(batch, from, to, MESSAGE, NOW));
        }

        int won = 0;
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            for (Future<Boolean> move : threads.invokeAll(moves)) {
                won += move.get() ? 1 : 0;
            }
        }

        assertThat(won).isEqualTo(1);
        assertThat(fixture.count("outbox")).isEqualTo(2);
    }

    @Test
    void shouldPageThroughEveryBatchOnceWhenTheyWereMadeAtTheSameTime() {
        List<BatchId> made = IntStream.range(0, 7).mapToObj(_ -> add()).toList();
        batches.add(Fixture.batch(fixture.ben, NOW, Optional.empty()), MESSAGE);

        List<BatchId> listed = new ArrayList<>();
        Page<Batch> page = batches.list(fixture.anna, Optional.empty(), 3);
        page.items().forEach(b -> listed.add(b.id()));
        while (page.hasMore()) {
            page = batches.list(fixture.anna, Optional.of(listed.getLast()), 3);
            page.items().forEach(b -> listed.add(b.id()));
        }

        assertThat(listed).containsExactlyElementsOf(made.reversed());
        assertThat(batches.list(fixture.ben, Optional.of(made.getFirst()), 3).items())
                .isEmpty();
    }

    private BatchId add() {
        Batch batch = Fixture.batch(fixture.anna, NOW, Optional.empty());
        batches.add(batch, MESSAGE);
        return batch.id();
    }

    private void assertMoves(BatchId batch, BatchState... states) {
        for (int i = 1; i < states.length; i++) {
            assertThat(batches.move(batch, states[i - 1], states[i], MESSAGE, NOW))
                    .isTrue();
            assertThat(batches.findAny(batch).orElseThrow().state()).isEqualTo(states[i]);
        }
    }
}

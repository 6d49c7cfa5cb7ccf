package org.argosy.dispatcher.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.argosy.dispatcher.testing.WorkDrain;
import org.argosy.storage.BatchId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FeederIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final String model = "feeder/" + UUID.randomUUID();
    private final FeedBench bench = new FeedBench(model);

    @AfterEach
    void stop() {
        bench.close();
    }

    @Test
    void shouldFeedManyLanesInLessMemoryThanTheirShardsTake() throws Exception {
        List<BatchId> batches =
                IntStream.range(0, 5).mapToObj(_ -> bench.running(20)).toList();
        long epoch = bench.take(model, "one");

        try (Feeder feeder = bench.feeder(model, new ShardMemory(1))) {
            CompletableFuture<Feeder.Round> round = new CompletableFuture<>();
            Thread.ofPlatform().daemon().start(() -> {
                try {
                    round.complete(feeder.round(100, 0, new long[1], epoch));
                } catch (Throwable e) {
                    round.completeExceptionally(e);
                }
            });
            assertThat(round.get(PATIENCE.toSeconds(), TimeUnit.SECONDS).lines())
                    .isEqualTo(100);
        }

        assertThat(batches).extracting(batch -> bench.published(batch, model)).containsOnly(20);
    }

    @Test
    void shouldChangeNothingWhenAnotherFeederHasTheModel() throws Exception {
        BatchId batch = bench.running(20);
        try (Feeder older = bench.feeder(model, new ShardMemory(1 << 20));
                Feeder newer = bench.feeder(model, new ShardMemory(1 << 20));
                WorkDrain drain = new WorkDrain(model)) {
            long before = bench.take(model, "older");
            assertThat(older.round(3, 0, new long[1], before).lines()).isEqualTo(3);
            long after = bench.take(model, "newer");
            assertThat(newer.round(5, 0, new long[1], after).lines()).isEqualTo(5);

            assertThat(older.round(7, 0, new long[1], before).lines()).isZero();
            assertThat(bench.published(batch, model)).isEqualTo(8);
            assertThat(newer.round(100, 0, new long[1], after).lines()).isEqualTo(12);
            assertThat(older.round(100, 0, new long[1], before).lines()).isZero();

            assertThat(bench.published(batch, model)).isEqualTo(20);
            await().atMost(PATIENCE).until(() -> drain.lines(batch).size() == bench.records(model));
            assertThat(new HashSet<>(drain.lines(batch)))
                    .containsExactlyInAnyOrderElementsOf(
                            IntStream.rangeClosed(1, 20).boxed().toList());
        }
    }
}

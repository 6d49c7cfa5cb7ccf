package org.argosy.dispatcher.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.argosy.dispatcher.testing.WorkDrain;
import org.argosy.storage.BatchId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Lines that are taken and never get an outcome are lost for all that the dispatcher can see. */
class LostWorkIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final String odd = "lost/" + UUID.randomUUID();
    private final String even = "lost/" + UUID.randomUUID();
    private final FeedBench bench = new FeedBench(odd, even);

    @BeforeEach
    void start() throws Exception {
        bench.collectAllOutcomes();
    }

    @AfterEach
    void stop() {
        bench.close();
    }

    @Test
    void shouldFindWhatOneLaneOfABatchLostThoughAnotherGoesOn() throws Exception {
        BatchId batch = bench.running(40);
        bench.feed(odd, 4);
        bench.feed(even, 4);
        LostWork lost = bench.lostWork();
        try (WorkDrain drain = new WorkDrain(odd)) {
            awaitSuspect(lost);
            bench.feed(even, 16);
            bench.collect(
                    batch, even, IntStream.rangeClosed(1, 20).map(i -> 2 * i).toArray());
            bench.collect(batch, odd, 3);

            lost.publish(odd, bench.take(odd, "auditor"));

            await().atMost(PATIENCE).until(() -> drain.lines(batch).size() == bench.records(odd));
            assertThat(drain.lines(batch).subList(4, 7)).containsExactlyInAnyOrder(1, 5, 7);
        }
    }

    @Test
    void shouldPublishNothingOfALaneThatLostNothing() throws Exception {
        BatchId batch = bench.running(40);
        bench.feed(odd, 4);
        bench.feed(even, 4);
        LostWork lost = bench.lostWork();
        try (WorkDrain _ = new WorkDrain(odd)) {
            awaitSuspect(lost);
        }
        bench.collect(batch, odd, 1, 3, 5, 7);

        lost.publish(odd, bench.take(odd, "auditor"));

        assertThat(bench.records(odd)).isEqualTo(4);
    }

    @Test
    void shouldNotPublishAgainWhatAnotherDispatcherHasPublishedSinceItLooked() throws Exception {
        bench.running(40);
        bench.feed(odd, 4);
        LostWork first = bench.lostWork();
        LostWork second = bench.lostWork();
        try (WorkDrain _ = new WorkDrain(odd)) {
            awaitSuspect(first);
            awaitSuspect(second);
        }

        first.publish(odd, bench.take(odd, "first"));
        second.publish(odd, bench.take(odd, "second"));

        assertThat(bench.records(odd)).isEqualTo(8);
        assertThat(second.suspects(List.of(odd))).isEmpty();
    }

    private void awaitSuspect(LostWork lost) {
        await().atMost(PATIENCE).until(() -> lost.suspects(List.of(odd)).contains(odd));
    }
}

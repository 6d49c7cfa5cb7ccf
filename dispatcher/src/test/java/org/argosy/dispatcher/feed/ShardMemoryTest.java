package org.argosy.dispatcher.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShardMemoryTest {

    private static final int BUDGET = 1_000;
    private static final int LARGEST = 1_500;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final ShardMemory memory = new ShardMemory(BUDGET);

    @Test
    void shouldDropAsManyAsTheNextOneNeeds() throws InterruptedException {
        List<Shard> small = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            small.add(new Shard());
            memory.reserve(small.get(i), 100);
            memory.rest(small.get(i));
        }

        memory.reserve(new Shard(), 450);

        assertThat(memory.used()).isEqualTo(950);
        assertThat(small.stream().filter(s -> s.dropped.get())).hasSize(5);
    }

    @Test
    void shouldDropWhatComesToRestForWhoeverWaits() throws InterruptedException {
        Shard busy = new Shard();
        memory.reserve(busy, 900);
        Thread waiter = start(() -> memory.reserve(new Shard(), 900));
        awaitWaiting(waiter);

        memory.rest(busy);

        assertThat(busy.dropped).isTrue();
        assertThat(memory.use(busy)).isFalse();
        assertThat(waiter.join(PATIENCE)).isTrue();
    }

    @Test
    void shouldLetTheNextOneInWhenTheFirstWhoWaitsIsInterrupted() throws InterruptedException {
        Shard busy = new Shard();
        memory.reserve(busy, 500);
        Thread first = start(() -> memory.reserve(new Shard(), 900));
        awaitWaiting(first);
        Thread second = start(() -> memory.reserve(new Shard(), 400));
        awaitWaiting(second);

        first.interrupt();

        assertThat(second.join(PATIENCE)).isTrue();
        assertThat(memory.used()).isEqualTo(900);
    }

    /** Readers as feeders are: each has one shard in use at a time, some reads fail, some threads are interrupted. */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4})
    void shouldNeverHoldMoreThanTheBudgetNorKeepAnybodyWaitingForEver(long seed) throws InterruptedException {
        AtomicLong most = new AtomicLong();
        AtomicInteger failures = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            Random random = new Random(seed * 31 + t);
            threads.add(start(() -> read(random, most, failures)));
        }
        Random random = new Random(seed);
        while (threads.stream().anyMatch(Thread::isAlive) && random.nextInt(50) != 0) {
            threads.get(random.nextInt(threads.size())).interrupt();
        }

        for (Thread thread : threads) {
            assertThat(thread.join(PATIENCE)).isTrue();
        }
        assertThat(failures).hasValue(0);
        assertThat(most.get()).isLessThanOrEqualTo(LARGEST);
        assertThat(memory.used()).isZero();
    }

    private void read(Random random, AtomicLong most, AtomicInteger failures) {
        List<Shard> shards = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            shards.add(new Shard());
        }
        for (int i = 0; i < 2_000; i++) {
            Shard shard = shards.get(random.nextInt(shards.size()));
            try {
                if (!memory.use(shard)) {
                    long bytes = 1L + random.nextInt(random.nextInt(20) == 0 ? LARGEST : BUDGET / 4);
                    memory.reserve(shard, bytes);
                    shard.dropped.set(false);
                    long used = memory.used();
                    most.accumulateAndGet(used, Math::max);
                    failures.addAndGet(used > Math.max(BUDGET, bytes) ? 1 : 0);
                    if (random.nextInt(10) == 0) {
                        memory.release(shard);
                        continue;
                    }
                }
                failures.addAndGet(shard.dropped.get() ? 1 : 0);
                memory.rest(shard);
            } catch (InterruptedException e) {
                memory.release(shard);
            }
        }
        shards.forEach(memory::release);
    }

    private static void awaitWaiting(Thread thread) {
        await().atMost(PATIENCE).until(() -> thread.getState() == Thread.State.WAITING);
    }

    private interface Work {
        void run() throws InterruptedException;
    }

    private static Thread start(Work work) {
        return Thread.ofPlatform().daemon().start(() -> {
            try {
                work.run();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private static final class Shard implements ShardMemory.Holder {
        private final AtomicBoolean dropped = new AtomicBoolean();

        @Override
        public void drop() {
            dropped.set(true);
        }
    }
}

package org.argosy.workers.share;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.argosy.schemas.avro.ModelCapacity;
import org.argosy.schemas.avro.RouteCondition;
import org.argosy.schemas.avro.WorkerHeartbeat;
import org.argosy.workers.testing.ManualClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShareTest {

    private static final RouteName ROUTE = new RouteName("lab", "remote");
    private static final int SEEDS = 300;
    private static final int STEPS = 400;

    private final ManualClock clock = new ManualClock();

    @ParameterizedTest
    @CsvSource({"32,1", "32,2", "10,3", "7,7", "100,9"})
    void shouldDivideAllOfTheCap(int cap, int workers) {
        int sum = 0;
        double rate = 0;
        for (int self = 0; self < workers; self++) {
            SortedMap<String, Told> others = new TreeMap<>();
            for (int other = 0; other < workers; other++) {
                if (other != self) {
                    others.put("worker-" + other, new Told(false, "hot", 0, workers, OptionalLong.empty()));
                }
            }
            Share share = Share.of(cap, "worker-" + self, others, workers);
            sum += share.most();
            rate += share.rate();
        }
        assertThat(sum).isEqualTo(cap);
        assertThat(rate).isBetween(0.9999, 1.0001);
    }

    @Test
    void shouldLeaveOneForEachWhereThereAreMoreWorkersThanPermits() {
        SortedMap<String, Told> others = new TreeMap<>();
        others.put("a", new Told(false, "hot", 1, 3, OptionalLong.empty()));
        others.put("b", new Told(false, "hot", 1, 3, OptionalLong.empty()));

        assertThat(Share.of(2, "c", others, 3).most()).isEqualTo(1);
    }

    @Test
    void shouldTakeNothingBeforeTheOthersKnow() {
        assertThat(Share.of(32, "a", new TreeMap<>(), 0).most()).isZero();
        assertThat(Share.of(32, "a", new TreeMap<>(), 0).rate()).isZero();
    }

    /** Workers that come, go, die and hear each other late, in any order of events. */
    @Test
    void shouldNeverExceedTheCapAndLoseNothingOfIt() {
        for (int seed = 1; seed <= SEEDS; seed++) {
            Fleet fleet = new Fleet(seed);
            for (int step = 0; step < STEPS; step++) {
                fleet.step();
                assertThat(fleet.open()).as("seed %s, step %s", seed, step).isLessThanOrEqualTo(Fleet.CAP);
                assertThat(fleet.rate()).as("seed %s, step %s", seed, step).isLessThanOrEqualTo(1.0001);
            }
            fleet.settle();
            assertThat(fleet.most()).as("seed %s", seed).isEqualTo(Fleet.CAP);
            assertThat(fleet.rate()).as("seed %s", seed).isBetween(0.999, 1.001);
        }
    }

    /** One log of heartbeats, which each worker reads at its own speed. */
    private final class Fleet {

        static final int CAP = 13;
        private static final int MOST = 5;

        private final Random random;
        private final List<WorkerHeartbeat> log = new ArrayList<>();
        private final List<Member> members = new ArrayList<>();
        private int born;

        Fleet(int seed) {
            this.random = new Random(seed);
        }

        void step() {
            switch (random.nextInt(12)) {
                case 0 -> join();
                case 1 -> leave();
                default -> {
                    if (!members.isEmpty()) {
                        members.get(random.nextInt(members.size())).act(random.nextInt(5));
                    }
                }
            }
        }

        private void join() {
            if (members.size() < MOST) {
                members.add(new Member("worker-" + (born++ * 7) % 10 + "-" + born, log.size()));
            }
        }

        private void leave() {
            if (members.size() > 1) {
                Member member = members.get(random.nextInt(members.size()));
                member.leaving = true;
                member.beat();
                if (member.open == 0) {
                    log.add(new WorkerHeartbeat(member.name, clock.instant(), true, List.of()));
                    members.remove(member);
                }
            }
        }

        void settle() {
            members.removeIf(member -> {
                if (member.leaving) {
                    log.add(new WorkerHeartbeat(member.name, clock.instant(), true, List.of()));
                }
                return member.leaving;
            });
            if (members.isEmpty()) {
                join();
            }
            for (int round = 0; round < 10; round++) {
                members.forEach(member -> {
                    member.open = 0;
                    member.beat();
                });
                members.forEach(Member::read);
            }
        }

        int open() {
            return members.stream().mapToInt(member -> member.open).sum();
        }

        int most() {
            return members.stream().mapToInt(member -> member.share.most()).sum();
        }

        double rate() {
            return members.stream()
                    .filter(member -> !member.leaving)
                    .mapToDouble(member -> member.share.rate())
                    .sum();
        }

        private final class Member {

            private final String name;
            private final Neighbours neighbours;
            private int position;
            private int open;
            private boolean leaving;
            private int sharers;
            private Share share = new Share(1, CAP, 0, 0);

            /** It hears what was told in the last beats of all that live. */
            Member(String name, int end) {
                this.name = name;
                this.position = 0;
                this.neighbours = new Neighbours(
                        name, Clock.systemUTC().instant().minusSeconds(1), clock::nanos, (_, _, _) -> {});
                while (position < end) {
                    neighbours.heard(log.get(position++));
                }
            }

            void act(int what) {
                switch (what) {
                    case 0 -> beat();
                    case 1 -> read();
                    case 2 -> open = Math.max(0, open - 1 - random.nextInt(3));
                    default -> open = leaving ? open : Math.max(open, share.most());
                }
            }

            void beat() {
                RouteCondition condition = new RouteCondition(
                        ROUTE.cluster(), ROUTE.remoteModel(), "hot", clock.instant(), "", null, 0, open, null, sharers);
                log.add(new WorkerHeartbeat(
                        name,
                        Clock.systemUTC().instant(),
                        leaving,
                        List.of(new ModelCapacity("m", 0, open, List.of(condition)))));
            }

            void read() {
                while (position < log.size()) {
                    neighbours.heard(log.get(position++));
                }
                share = Share.of(CAP, neighbours, ROUTE);
                sharers = share.workers();
            }
        }
    }
}

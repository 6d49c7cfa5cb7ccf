package org.argosy.ops.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Several tenants on one model: what a small batch costs beside a large one, and how tokens are divided. Needs the key of an
 * operator, for it makes the tenants, and a backend that is slower than the platform, or nobody has to share. Blocks.
 */
final class FairnessRun {

    private static final int SMALL = 200;
    private static final int TENANTS = 10;
    private static final Duration HEAD_START = Duration.ofSeconds(5);
    private static final Duration SPAN = Duration.ofSeconds(30);
    private static final Duration WATCHED = Duration.ofSeconds(60);

    private final ServerConnection operator;
    private final BenchPlan plan;
    private final PrintWriter out;
    private final InstantSource clock = InstantSource.system();

    /**
     * @param plan its lines are those of the large batch
     */
    FairnessRun(ServerConnection operator, BenchPlan plan, PrintWriter out) {
        this.operator = operator;
        this.plan = plan;
        this.out = out;
    }

    void run() throws IOException, InterruptedException {
        try (BatchClient a = tenant("bench-a");
                BatchClient b = tenant("bench-b")) {
            small(b, 1);
            double alone = small(b, 2);
            say("%d lines of B alone: %.2f s".formatted(SMALL, alone));
            String large = a.create(a.upload(plan.input()), plan.endpoint()).id();
            new BatchWatch(a, clock, plan.timeout())
                    .until(watch(a, large), state -> !state.status().equals("validating"));
            Thread.sleep(HEAD_START);
            double beside = small(b, 3);
            say("%d lines of B beside %d of A: %.2f s, %.2f of alone (at most 1.5)"
                    .formatted(SMALL, plan.lines(), beside, beside / alone));
            double own = small(a, 4);
            say("%d lines of A beside its own %d: %.2f s, %.2f of alone (at most 2.5)"
                    .formatted(SMALL, plan.lines(), own, own / alone));
            boolean still = !a.batch(large).isOver();
            a.cancel(large);
            if (!still) {
                say("The large batch ended before: take more --lines or a slower backend");
            }
        }
        equalTenants();
        weights();
    }

    private void equalTenants() throws IOException, InterruptedException {
        try (Crowd crowd = new Crowd()) {
            for (int t = 0; t < TENANTS; t++) {
                // Lines of 400 to 4,000 bytes, batches of one to ten parts of the lines.
                crowd.add("bench-" + t, plan.lines() * (t + 1) / TENANTS, 400 + 400 * t);
            }
            List<long[]> samples = crowd.sample();
            int seconds = Math.toIntExact(SPAN.toSeconds());
            double worst = 0;
            for (int end = seconds; end < samples.size(); end++) {
                long[] spent = minus(samples.get(end), samples.get(end - seconds));
                double mean = Arrays.stream(spent).average().orElse(0);
                for (long tokens : spent) {
                    worst = Math.max(worst, Math.abs(tokens - mean) / mean);
                }
            }
            say(
                    "%d tenants, batches of %d to %d lines of 400 to 4,000 bytes: within %.1f %% of equal tokens over any %d s (at most 10)"
                            .formatted(TENANTS, plan.lines() / TENANTS, plan.lines(), worst * 100, seconds));
        }
    }

    private void weights() throws IOException, InterruptedException {
        try (Crowd crowd = new Crowd()) {
            crowd.add(ServerLauncher.HEAVY_TENANT, plan.lines(), plan.lineBytes());
            crowd.add("bench-light", plan.lines(), plan.lineBytes());
            List<long[]> samples = crowd.sample();
            long[] spent = minus(samples.getLast(), samples.getFirst());
            say("Weights of %d and 1: %.2f to 1 in tokens"
                    .formatted(ServerLauncher.HEAVY_WEIGHT, (double) spent[0] / spent[1]));
        }
    }

    private BatchClient tenant(String name) throws IOException, InterruptedException {
        try (BatchClient client = new BatchClient(operator)) {
            return new BatchClient(new ServerConnection(operator.url(), client.createKey(name)));
        }
    }

    private double small(BatchClient client, int seed) throws IOException, InterruptedException {
        String file = client.upload(new JsonlInput(
                SMALL, plan.lineBytes(), plan.model(), plan.endpoint(), plan.seed() + seed, plan.maxTokens()));
        BatchWatch watch = new BatchWatch(client, clock, plan.timeout());
        Instant start = clock.instant();
        BatchWatch.Timeline timeline = watch.start(client.create(file, plan.endpoint()));
        watch.until(timeline, BatchState::isOver);
        return Duration.between(start, timeline.end()).toMillis() / 1e3;
    }

    private BatchWatch.Timeline watch(BatchClient client, String batch) throws IOException, InterruptedException {
        return new BatchWatch(client, clock, plan.timeout()).start(client.batch(batch));
    }

    private static long[] minus(long[] later, long[] earlier) {
        long[] difference = new long[later.length];
        for (int i = 0; i < later.length; i++) {
            difference[i] = later[i] - earlier[i];
        }
        return difference;
    }

    private void say(String line) {
        out.println(line);
        out.flush();
    }

    /** Tenants with a batch each, all at once; cancelled when it closes. */
    private final class Crowd implements AutoCloseable {

        private final List<BatchClient> clients = new ArrayList<>();
        private final List<String> files = new ArrayList<>();
        private final List<String> batches = new ArrayList<>();

        void add(String name, int lines, int lineBytes) throws IOException, InterruptedException {
            BatchClient client = tenant(name);
            clients.add(client);
            files.add(client.upload(new JsonlInput(
                    lines, lineBytes, plan.model(), plan.endpoint(), plan.seed() + files.size(), plan.maxTokens())));
        }

        /** What each has used, every second, from when all of them run. */
        List<long[]> sample() throws IOException, InterruptedException {
            for (int i = 0; i < clients.size(); i++) {
                batches.add(clients.get(i).create(files.get(i), plan.endpoint()).id());
            }
            for (int i = 0; i < clients.size(); i++) {
                new BatchWatch(clients.get(i), clock, plan.timeout())
                        .until(watch(clients.get(i), batches.get(i)), state -> state.completed() > 0);
            }
            List<long[]> samples = new ArrayList<>();
            Instant start = clock.instant();
            for (int second = 0; second <= WATCHED.toSeconds(); second++) {
                long wait = Duration.between(clock.instant(), start.plusSeconds(second))
                        .toMillis();
                Thread.sleep(Math.max(0, wait));
                long[] used = new long[clients.size()];
                for (int i = 0; i < used.length; i++) {
                    BatchState state = clients.get(i).batch(batches.get(i));
                    if (state.isOver()) {
                        throw new IOException("A batch of " + state.total()
                                + " lines ended while it was watched: take more --lines or a slower backend");
                    }
                    used[i] = state.tokens();
                }
                samples.add(used);
            }
            return samples;
        }

        @Override
        public void close() {
            for (int i = 0; i < clients.size(); i++) {
                try (BatchClient client = clients.get(i)) {
                    if (i < batches.size()) {
                        client.cancel(batches.get(i));
                    }
                } catch (IOException e) {
                    out.println("A batch could not be cancelled: " + e);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }
}

package org.argosy.ops.bench;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Sends batches through a server and measures their way. Blocks until all have ended and their files are read. */
public final class BenchRun {

    private static final long SAMPLE_MILLIS = 500;

    private final BenchPlan plan;
    private final InstantSource clock;

    private BenchRun(BenchPlan plan, InstantSource clock) {
        this.plan = plan;
        this.clock = clock;
    }

    /**
     * Runs the plan once, as one batch.
     *
     * @throws IOException when the server cannot be reached, refuses a call, or does not finish in time
     */
    public static BenchReport run(BenchPlan plan, ServerConnection server) throws IOException, InterruptedException {
        return run(plan, List.of(server));
    }

    /**
     * Runs the plan once, with its lines divided over batches that are created at the same moment.
     *
     * @param tenants one server, by a key for each batch
     * @throws IOException when the server cannot be reached, refuses a call, or does not finish in time
     */
    public static BenchReport run(BenchPlan plan, List<ServerConnection> tenants)
            throws IOException, InterruptedException {
        return new BenchRun(plan, InstantSource.system()).run(tenants);
    }

    private BenchReport run(List<ServerConnection> tenants) throws IOException, InterruptedException {
        if (plan.backendStats().isPresent()) {
            BackendView.reset(plan.backendStats().get());
        }
        var processes = new ProcessTree(plan.pids());
        List<JsonlInput> inputs = plan.input().split(tenants.size());
        List<MeasuredBatch> batches = new ArrayList<>();
        try (ScheduledExecutorService sampler = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("bench-sampler").daemon().factory())) {
            if (!plan.pids().isEmpty()) {
                var _ = sampler.scheduleWithFixedDelay(
                        processes::sample, SAMPLE_MILLIS, SAMPLE_MILLIS, TimeUnit.MILLISECONDS);
            }
            try {
                for (int i = 0; i < tenants.size(); i++) {
                    batches.add(new MeasuredBatch(tenants.get(i), inputs.get(i), plan.timeout(), clock));
                }
                return measure(tenants.getFirst(), batches, processes);
            } finally {
                batches.forEach(MeasuredBatch::close);
                sampler.shutdownNow();
            }
        }
    }

    private BenchReport measure(ServerConnection server, List<MeasuredBatch> batches, ProcessTree processes)
            throws IOException, InterruptedException {
        Instant start = clock.instant();
        Together.run(batches, MeasuredBatch::upload);
        Instant uploaded = clock.instant();
        MeasuredBatch large = batches.getFirst();
        String smallFile = plan.smallLines() > 0 ? large.client().upload(plan.smallInput()) : "";

        Instant creating = clock.instant();
        Together.run(batches, MeasuredBatch::create);
        OptionalDouble small = OptionalDouble.empty();
        if (plan.smallLines() > 0) {
            large.await(batch -> !batch.status().equals("validating"));
            Instant smallCreated = clock.instant();
            BatchWatch watch = large.watch();
            BatchWatch.Timeline behind = watch.start(large.client().create(smallFile, plan.endpoint()));
            watch.both(large.timeline(), behind);
            small = OptionalDouble.of(seconds(smallCreated, behind.end()));
        }
        // One after the other, so that the server has no more polls to answer than for one batch.
        for (MeasuredBatch batch : batches) {
            batch.await(BatchState::isOver);
        }

        Instant downloading = clock.instant();
        var verdict = new ResultCheck.Verdict(0, 0, 0, 0, 0);
        for (MeasuredBatch batch : batches) {
            verdict = verdict.plus(batch.check());
        }
        Instant downloaded = clock.instant();
        processes.sample();

        List<BatchWatch.Timeline> ways =
                batches.stream().map(MeasuredBatch::timeline).toList();
        Instant running =
                Collections.min(ways.stream().map(BatchWatch.Timeline::running).toList());
        Instant finalizing = Collections.max(
                ways.stream().map(BatchWatch.Timeline::finalizing).toList());
        Instant end =
                Collections.max(ways.stream().map(BatchWatch.Timeline::end).toList());
        Optional<BackendView> backend = backend();
        double makespan = seconds(creating, end);
        OptionalDouble ideal = plan.idealSeconds().isPresent()
                ? plan.idealSeconds()
                : backend.map(BackendView::idealSeconds).orElse(OptionalDouble.empty());
        return new BenchReport(
                server.url().toString(),
                batches.size(),
                plan.lines(),
                ways.stream().map(way -> way.state().status()).distinct().collect(joining(", ")),
                seconds(start, uploaded),
                seconds(creating, running),
                seconds(running, finalizing),
                seconds(finalizing, end),
                makespan,
                seconds(downloading, downloaded),
                between(Optional.of(creating), backend.flatMap(BackendView::firstRequestAt)),
                plan.smallLines() > 0
                        ? OptionalDouble.empty()
                        : between(backend.flatMap(BackendView::lastAnswerAt), Optional.of(end)),
                small,
                ideal.isPresent() && ideal.getAsDouble() > 0
                        ? OptionalDouble.of(makespan / ideal.getAsDouble())
                        : OptionalDouble.empty(),
                plan.pids().isEmpty()
                        ? OptionalDouble.empty()
                        : OptionalDouble.of(processes.cpu().toNanos() / 1e6 / (plan.lines() + plan.smallLines())),
                processes.peakBytes(),
                backend.map(view -> OptionalLong.of(view.requests())).orElse(OptionalLong.empty()),
                verdict.outputLines(),
                verdict.errorLines(),
                verdict.missing(),
                verdict.repeats(),
                verdict.strangers());
    }

    private Optional<BackendView> backend() throws IOException, InterruptedException {
        return plan.backendStats().isPresent()
                ? Optional.of(BackendView.of(plan.backendStats().get()))
                : Optional.empty();
    }

    private static OptionalDouble between(Optional<Instant> from, Optional<Instant> to) {
        return from.isPresent() && to.isPresent()
                ? OptionalDouble.of(seconds(from.get(), to.get()))
                : OptionalDouble.empty();
    }

    private static double seconds(Instant from, Instant to) {
        return Duration.between(from, to).toNanos() / 1e9;
    }
}

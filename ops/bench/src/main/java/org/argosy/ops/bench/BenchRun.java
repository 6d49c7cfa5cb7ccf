package org.argosy.ops.bench;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Sends one batch through a server and measures its way. Blocks until the batch has ended and its files are read. */
public final class BenchRun {

    private static final long SAMPLE_MILLIS = 500;

    private final BenchPlan plan;
    private final InstantSource clock;

    private BenchRun(BenchPlan plan, InstantSource clock) {
        this.plan = plan;
        this.clock = clock;
    }

    /**
     * Runs the plan once.
     *
     * @throws IOException when the server cannot be reached, refuses a call, or does not finish in time
     */
    public static BenchReport run(BenchPlan plan, ServerConnection server) throws IOException, InterruptedException {
        return new BenchRun(plan, InstantSource.system()).run(server);
    }

    private BenchReport run(ServerConnection server) throws IOException, InterruptedException {
        if (plan.backendStats().isPresent()) {
            BackendView.reset(plan.backendStats().get());
        }
        var processes = new ProcessTree(plan.pids());
        try (var client = new BatchClient(server);
                ScheduledExecutorService sampler = Executors.newSingleThreadScheduledExecutor(
                        Thread.ofPlatform().name("bench-sampler").daemon().factory())) {
            if (!plan.pids().isEmpty()) {
                var _ = sampler.scheduleWithFixedDelay(
                        processes::sample, SAMPLE_MILLIS, SAMPLE_MILLIS, TimeUnit.MILLISECONDS);
            }
            try {
                return measure(server, client, processes);
            } finally {
                sampler.shutdownNow();
            }
        }
    }

    private BenchReport measure(ServerConnection server, BatchClient client, ProcessTree processes)
            throws IOException, InterruptedException {
        Instant start = clock.instant();
        String file = client.upload(plan.input());
        Instant uploaded = clock.instant();
        String smallFile = plan.smallLines() > 0 ? client.upload(plan.smallInput()) : "";

        var watch = new BatchWatch(client, clock, plan.timeout());
        Instant creating = clock.instant();
        BatchWatch.Timeline large = watch.start(client.create(file, plan.endpoint()));
        OptionalDouble small = OptionalDouble.empty();
        if (plan.smallLines() > 0) {
            watch.until(large, batch -> !batch.status().equals("validating"));
            Instant smallCreated = clock.instant();
            BatchWatch.Timeline behind = watch.start(client.create(smallFile, plan.endpoint()));
            watch.both(large, behind);
            small = OptionalDouble.of(seconds(smallCreated, behind.end()));
        }
        watch.until(large, BatchState::isOver);

        Instant downloading = clock.instant();
        var check = new ResultCheck(plan.lines());
        long output = read(client, check, large.state().outputFile());
        long errors = read(client, check, large.state().errorFile());
        Instant downloaded = clock.instant();
        processes.sample();
        if (large.state().outputFile().isEmpty() && large.state().errorFile().isEmpty()) {
            throw new IOException("The batch " + large.state().id() + " ended as "
                    + large.state().status() + " without any file: "
                    + large.state().errors());
        }

        Optional<BackendView> backend = backend();
        double makespan = seconds(creating, large.end());
        var verdict = check.verdict(output, errors);
        OptionalDouble ideal = plan.idealSeconds().isPresent()
                ? plan.idealSeconds()
                : backend.map(BackendView::idealSeconds).orElse(OptionalDouble.empty());
        return new BenchReport(
                server.url().toString(),
                plan.lines(),
                large.state().status(),
                seconds(start, uploaded),
                seconds(creating, large.running()),
                seconds(large.running(), large.finalizing()),
                seconds(large.finalizing(), large.end()),
                makespan,
                seconds(downloading, downloaded),
                between(Optional.of(creating), backend.flatMap(BackendView::firstRequestAt)),
                plan.smallLines() > 0
                        ? OptionalDouble.empty()
                        : between(backend.flatMap(BackendView::lastAnswerAt), Optional.of(large.end())),
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

    private static long read(BatchClient client, ResultCheck check, Optional<String> file)
            throws IOException, InterruptedException {
        return file.isPresent() ? check.read(client.content(file.get())) : 0;
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

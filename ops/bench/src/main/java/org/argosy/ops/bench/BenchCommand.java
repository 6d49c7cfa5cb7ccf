package org.argosy.ops.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * {@code argosy bench}: measures any server of the OpenAI batch API. Exit code 0 when every line of every run came back
 * exactly once, 1 when not.
 */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = "Sends generated batches through a server of the OpenAI batch API and prints what they cost.")
public final class BenchCommand implements Callable<Integer> {

    private final @Nullable ServerLauncher launcher;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--server",
            description = "The server's URL; without it a platform is started where one is at hand.")
    private Optional<URI> server = Optional.empty();

    @Option(names = "--against", description = "A second server, measured in turn with the first.")
    private Optional<URI> against = Optional.empty();

    @Option(names = "--api-key", description = "The key; else ARGOSY_API_KEY or OPENAI_API_KEY.")
    private Optional<String> apiKey = Optional.empty();

    @Option(names = "--against-api-key", description = "The second server's key; the first one's by default.")
    private Optional<String> againstApiKey = Optional.empty();

    @Option(names = "--lines", defaultValue = "50000", description = "Lines of a run (${DEFAULT-VALUE}).")
    private int lines;

    @Option(
            names = "--tenants",
            defaultValue = "1",
            description =
                    "Divide the lines over the batches of so many tenants, created at the same moment; all figures"
                            + " are those of all batches together. More than one needs an operator's key, with which the"
                            + " tenants bench-1, bench-2, … get a key for a day (${DEFAULT-VALUE}).")
    private int tenants;

    @Option(names = "--line-bytes", defaultValue = "850", description = "Bytes of a line (${DEFAULT-VALUE}).")
    private int lineBytes;

    @Option(names = "--model", defaultValue = "bench", description = "The model's name (${DEFAULT-VALUE}).")
    private String model = "bench";

    @Option(names = "--endpoint", defaultValue = "/v1/chat/completions", description = "(${DEFAULT-VALUE}).")
    private String endpoint = "/v1/chat/completions";

    @Option(
            names = "--max-tokens",
            defaultValue = "16",
            description = "Limit in each line; 0 for none (${DEFAULT-VALUE}).")
    private int maxTokens;

    @Option(names = "--seed", defaultValue = "1", description = "Seed of the lines (${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--small", defaultValue = "0", description = "Lines of a small batch sent behind the large one.")
    private int small;

    @Option(
            names = "--scenario",
            description = "fairness: several tenants on one model, beside each other; needs an operator's key.")
    private Optional<String> scenario = Optional.empty();

    @Option(names = "--repeat", defaultValue = "1", description = "Runs (${DEFAULT-VALUE}).")
    private int repeat;

    @Option(
            names = "--warm-up",
            description =
                    "Lines of a batch that runs before those that are measured, for a server's first seconds go to"
                            + " its compiler. Default: 20000 where the backend answers at once and the platform is started here,"
                            + " else 0.")
    private Optional<Integer> warmUp = Optional.empty();

    @Option(names = "--timeout", defaultValue = "3600", description = "Seconds that a run may take (${DEFAULT-VALUE}).")
    private long timeout;

    @Option(
            names = "--backend",
            description = {
                "Run a backend in this process: instant, simulator, or one of these two, of which is told how well"
                        + " its slots were used: queueing (never refuses; its slots halve and double) and refusing"
                        + " (no queue). They need lines for five and for two minutes."
            })
    private Optional<String> backend = Optional.empty();

    @Option(names = "--backend-port", defaultValue = "0", description = "Its port; 0 picks a free one.")
    private int backendPort;

    @Option(names = "--backend-stats", description = "Root URL of a simulated cluster that the server uses.")
    private Optional<URI> backendStats = Optional.empty();

    @Option(names = "--slots", description = "Slots of the backend, for the ideal and for --backend simulator.")
    private Optional<Integer> slots = Optional.empty();

    @Option(names = "--seconds-per-request", description = "Seconds of a slot that each request takes.")
    private Optional<Double> secondsPerRequest = Optional.empty();

    @Option(names = "--pid", description = "A process whose tree is watched for CPU and memory; repeatable.")
    private List<Long> pids = List.of();

    @Option(names = "--against-pid", description = "The same for the second server.")
    private List<Long> againstPids = List.of();

    @Option(names = "--json", description = "Print one JSON object and nothing else.")
    private boolean json;

    /** A command that needs {@code --server}. */
    public BenchCommand() {
        this(null);
    }

    /** A command that has a platform started when no server is named. */
    public BenchCommand(@Nullable ServerLauncher launcher) {
        this.launcher = launcher;
    }

    @Override
    public Integer call() throws Exception {
        try (Backend running = backend()) {
            if (server.isPresent()) {
                return measure(new ServerConnection(server.get(), key(apiKey)), pids, running);
            }
            if (launcher == null) {
                throw wrong("--server is needed");
            }
            URI base = running.baseUrl().orElseThrow(() -> wrong("--backend is needed to start a platform"));
            try (var launched = launcher.launch(base, model)) {
                return measure(launched.connection(), launched.pids(), running);
            }
        }
    }

    private int measure(ServerConnection first, List<Long> watched, Backend running)
            throws IOException, InterruptedException {
        var plan = plan(running, watched);
        if (scenario.isPresent()) {
            return share(first, plan);
        }
        List<ServerConnection> firsts = tenants(first);
        warmUp(plan, firsts);
        var reports = new ArrayList<BenchReport>();
        var others = new ArrayList<BenchReport>();
        Optional<List<ServerConnection>> second = against.isEmpty()
                ? Optional.empty()
                : Optional.of(tenants(
                        new ServerConnection(against.get(), key(againstApiKey.isPresent() ? againstApiKey : apiKey))));
        for (int i = 0; i < Math.max(1, repeat); i++) {
            reports.add(BenchRun.run(plan, firsts));
            if (second.isPresent()) {
                others.add(BenchRun.run(plan.withPids(againstPids), second.get()));
            }
        }
        Optional<List<BenchReport>> compared = second.map(ignored -> others);
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(SummaryJson.of(reports, compared));
        } else {
            out.print(Summary.table(reports, compared));
            running.plateau().ifPresent(watch -> watch.lines().forEach(out::println));
        }
        out.flush();
        return reports.stream().allMatch(BenchReport::exactlyOnce)
                        && others.stream().allMatch(BenchReport::exactlyOnce)
                ? 0
                : 1;
    }

    /** The same server by the keys of as many tenants as there are to be; by the given one where it is alone. */
    private List<ServerConnection> tenants(ServerConnection operator) throws IOException, InterruptedException {
        if (tenants == 1) {
            return List.of(operator);
        }
        var connections = new ArrayList<ServerConnection>();
        try (var client = new BatchClient(operator)) {
            for (int tenant = 1; tenant <= tenants; tenant++) {
                connections.add(new ServerConnection(operator.url(), client.createKey("bench-" + tenant)));
            }
        }
        return connections;
    }

    private void warmUp(BenchPlan plan, List<ServerConnection> first) throws IOException, InterruptedException {
        boolean cold = server.isEmpty() && backend.orElse("instant").equals("instant");
        int count = warmUp.orElse(cold ? 20_000 : 0);
        if (count > 0) {
            BenchReport report = BenchRun.run(plan.withLines(Math.max(count, tenants)), first);
            if (!json) {
                PrintWriter out = spec.commandLine().getOut();
                out.printf(Locale.ROOT, "Warm-up: %,d lines, %,.0f lines/s%n", count, report.linesPerSecond());
                out.flush();
            }
        }
    }

    private int share(ServerConnection server, BenchPlan plan) throws IOException, InterruptedException {
        if (!scenario.equals(Optional.of("fairness"))) {
            throw wrong("--scenario must be fairness, not " + scenario.orElse(""));
        }
        new FairnessRun(server, plan, spec.commandLine().getOut()).run();
        return 0;
    }

    private BenchPlan plan(Backend running, List<Long> watched) {
        OptionalDouble ideal = slots.isPresent() && secondsPerRequest.isPresent()
                ? OptionalDouble.of(((double) lines + small) * secondsPerRequest.get() / slots.get())
                : OptionalDouble.empty();
        if (tenants < 1 || tenants > lines) {
            throw wrong("--tenants must be from 1 to the number of lines, not " + tenants);
        }
        if (tenants > 1 && (small > 0 || scenario.isPresent())) {
            throw wrong("--tenants goes neither with --small nor with --scenario");
        }
        try {
            var plan = new BenchPlan(
                    lines,
                    lineBytes,
                    model,
                    endpoint,
                    seed,
                    maxTokens,
                    small,
                    Duration.ofSeconds(timeout),
                    backendStats.isPresent() ? backendStats : running.root(),
                    watched,
                    ideal);
            plan.input();
            return plan;
        } catch (IllegalArgumentException e) {
            throw wrong(String.valueOf(e.getMessage()));
        }
    }

    private Backend backend() throws IOException {
        Optional<String> kind =
                backend.isEmpty() && server.isEmpty() && launcher != null ? Optional.of("instant") : backend;
        if (kind.isEmpty()) {
            return Backend.none();
        }
        Backend running;
        try {
            running = Backend.start(kind.get(), backendPort, slots, secondsPerRequest);
        } catch (IllegalArgumentException e) {
            throw wrong(String.valueOf(e.getMessage()));
        }
        if (!json) {
            running.baseUrl().ifPresent(url -> spec.commandLine().getOut().println("Backend at " + url));
            spec.commandLine().getOut().flush();
        }
        return running;
    }

    private String key(Optional<String> given) {
        return given.or(() -> Optional.ofNullable(System.getenv("ARGOSY_API_KEY")))
                .or(() -> Optional.ofNullable(System.getenv("OPENAI_API_KEY")))
                .orElseThrow(() -> wrong("A key is needed: set ARGOSY_API_KEY or OPENAI_API_KEY, or give --api-key"));
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}

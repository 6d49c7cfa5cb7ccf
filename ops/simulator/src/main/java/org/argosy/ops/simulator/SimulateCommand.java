package org.argosy.ops.simulator;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.argosy.ops.simulator.wire.Flavour;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code argosy simulate KIND}: a simulated cluster in the foreground until the process is ended. */
@Command(
        name = "simulate",
        mixinStandardHelpOptions = true,
        description = "Runs a simulated inference cluster: real HTTP, real queueing and timing, no model.")
public final class SimulateCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(
            index = "0",
            defaultValue = "vllm",
            description =
                    "Whose manners it has: vllm, first-gateway or sambanova; or instant, a vllm without slots that"
                            + " answers at once (default: ${DEFAULT-VALUE}).")
    private String kind = "vllm";

    @Option(names = "--host", defaultValue = "127.0.0.1", description = "Address to listen on (${DEFAULT-VALUE}).")
    private String host = "127.0.0.1";

    @Option(names = "--port", defaultValue = "8000", description = "Port; 0 picks a free one (${DEFAULT-VALUE}).")
    private int port;

    @Option(names = "--model", description = "A model that exists; repeatable. Without it, any name does.")
    private List<String> models = List.of();

    @Option(names = "--slots", defaultValue = "64", description = "Requests that run at once (${DEFAULT-VALUE}).")
    private int slots;

    @Option(names = "--queue", defaultValue = "2147483647", description = "Requests that may wait; more get a 429.")
    private int queue;

    @Option(names = "--queue-retry-after", description = "Seconds in the Retry-After of such a 429; none by default.")
    private Optional<Integer> queueRetryAfter = Optional.empty();

    @Option(names = "--ttft", defaultValue = "200", description = "Milliseconds to the first token (${DEFAULT-VALUE}).")
    private long timeToFirstToken;

    @Option(names = "--token-time", defaultValue = "20", description = "Milliseconds a token (${DEFAULT-VALUE}).")
    private double timePerToken;

    @Option(names = "--min-tokens", defaultValue = "16", description = "Shortest answer (${DEFAULT-VALUE}).")
    private int minTokens;

    @Option(names = "--answer-tokens", defaultValue = "256", description = "Longest answer (${DEFAULT-VALUE}).")
    private int answerTokens;

    @Option(names = "--context", defaultValue = "131072", description = "Context length in tokens (${DEFAULT-VALUE}).")
    private int context;

    @Option(names = "--dimensions", defaultValue = "8", description = "Length of embeddings (${DEFAULT-VALUE}).")
    private int dimensions;

    @Option(
            names = "--cold-start",
            defaultValue = "0",
            description = "Seconds that the model loads (${DEFAULT-VALUE}).")
    private long coldStart;

    @Option(
            names = "--fault",
            description =
                    "A fault, repeatable: FAULT[+RETRY_AFTER][:TRIGGER] with FAULT a status, html-502, hang, reset"
                            + " or stall, and TRIGGER a chance, first=N, every=N or user=PREFIX; e.g. 429+2:0.1.")
    private List<String> faults = List.of();

    @Option(names = "--record", defaultValue = "0", description = "Distinct requests to count for /records.")
    private int record;

    @Option(names = "--io-threads", defaultValue = "1", description = "Event loops (${DEFAULT-VALUE}).")
    private int ioThreads;

    @Option(names = "--seed", defaultValue = "1", description = "Seed of lengths and faults (${DEFAULT-VALUE}).")
    private long seed;

    @Override
    public Integer call() throws Exception {
        try (var cluster = SimulatedCluster.start(settings())) {
            var stop = new CountDownLatch(1);
            Runtime.getRuntime().addShutdownHook(new Thread(stop::countDown, "simulator-stop"));
            PrintWriter out = spec.commandLine().getOut();
            out.println(
                    "Simulated cluster at " + cluster.baseUrl() + " (statistics at " + cluster.rootUrl() + "/stats)");
            out.flush();
            stop.await();
        }
        return 0;
    }

    /** The settings that the options ask for. */
    SimulatorSettings settings() {
        try {
            var builder = SimulatorSettings.builder()
                    .host(host)
                    .port(port)
                    .flavour(flavour())
                    .models(models.toArray(String[]::new))
                    .pace(pace())
                    .queueLimit(queue)
                    .contextTokens(context)
                    .embeddingDimension(dimensions)
                    .coldStart(Duration.ofSeconds(coldStart))
                    .faults(faults.stream().map(FaultSyntax::parse).toArray(FaultRule[]::new))
                    .recordLimit(record)
                    .ioThreads(ioThreads)
                    .seed(seed);
            queueRetryAfter.ifPresent(seconds -> builder.queueRetryAfter(Duration.ofSeconds(seconds)));
            return builder.build();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private Pace pace() {
        if (kind.equals("instant")) {
            return Pace.instant();
        }
        return new Pace(
                slots,
                Duration.ofMillis(timeToFirstToken),
                Duration.ofNanos(Math.round(timePerToken * 1e6)),
                minTokens,
                answerTokens);
    }

    private Flavour flavour() {
        return switch (kind.toLowerCase(Locale.ROOT)) {
            case "vllm", "instant" -> Flavour.VLLM;
            case "first-gateway" -> Flavour.FIRST_GATEWAY;
            case "sambanova" -> Flavour.SAMBANOVA;
            default ->
                throw new IllegalArgumentException(
                        "Unknown kind '" + kind + "'; there are vllm, first-gateway, sambanova and instant");
        };
    }
}

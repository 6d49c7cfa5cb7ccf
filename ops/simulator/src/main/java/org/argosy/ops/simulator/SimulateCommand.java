package org.argosy.ops.simulator;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
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
                    "Whose manners it has: vllm, sophia (first-gateway) or metis (sambanova); or instant, a vllm without"
                            + " slots that answers at once (default: ${DEFAULT-VALUE}).")
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

    @Option(names = "--cold-start", defaultValue = "0", description = "Seconds that a model loads (${DEFAULT-VALUE}).")
    private long coldStart;

    @Option(names = "--warm", description = "A model that is loaded from the start; repeatable.")
    private List<String> warm = List.of();

    @Option(names = "--api-key", description = "The bearer token that requests must carry.")
    private Optional<String> apiKey = Optional.empty();

    @Option(
            names = "--client",
            description =
                    "ID:SECRET of a service account: requests must carry a token from /oauth2/token, got with these.")
    private Optional<String> client = Optional.empty();

    @Option(names = "--token-lifetime", defaultValue = "172800", description = "Seconds a token holds.")
    private long tokenLifetime;

    @Option(names = "--outage", description = "AFTER:LENGTH, in seconds: nobody listens for that time.")
    private Optional<String> outage = Optional.empty();

    @Option(
            names = "--fault",
            description =
                    "A fault, repeatable: FAULT[+RETRY_AFTER][:TRIGGER] with FAULT a status, 408@300, server-400,"
                            + " detail-503, html-502, offline, hang, reset, stall or slow@5, and TRIGGER a chance, first=N, every=N or user=PREFIX; e.g. 429+2:0.1.")
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
            if (outage.isPresent() && !stop.await(part(outage.get(), 0), TimeUnit.SECONDS)) {
                cluster.outage(Duration.ofSeconds(part(outage.get(), 1)));
            }
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
                    .warmModels(warm.toArray(String[]::new))
                    .faults(faults.stream().map(FaultSyntax::parse).toArray(FaultRule[]::new))
                    .recordLimit(record)
                    .ioThreads(ioThreads)
                    .seed(seed);
            apiKey.ifPresent(builder::apiKey);
            client.map(this::grant).ifPresent(builder::tokens);
            queueRetryAfter.ifPresent(seconds -> builder.queueRetryAfter(Duration.ofSeconds(seconds)));
            outage.ifPresent(text -> part(text, 1));
            return builder.build();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private TokenGrant grant(String text) {
        int colon = text.indexOf(':');
        if (colon < 1) {
            throw new IllegalArgumentException("--client must be ID:SECRET");
        }
        return new TokenGrant(text.substring(0, colon), text.substring(colon + 1), Duration.ofSeconds(tokenLifetime));
    }

    private static long part(String text, int index) {
        String[] parts = text.split(":", -1);
        if (parts.length != 2) {
            throw new IllegalArgumentException("--outage must be AFTER:LENGTH in seconds, not '" + text + "'");
        }
        return Long.parseLong(parts[index]);
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
            case "first-gateway", "sophia" -> Flavour.FIRST_GATEWAY;
            case "sambanova", "metis" -> Flavour.SAMBANOVA;
            default ->
                throw new IllegalArgumentException(
                        "Unknown kind '" + kind + "'; there are vllm, sophia, metis and instant");
        };
    }
}

package org.argosy.workers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.argosy.ops.simulator.FaultRule;
import org.argosy.ops.simulator.FaultSyntax;
import org.argosy.ops.simulator.Pace;
import org.argosy.ops.simulator.SimulatedCluster;
import org.argosy.ops.simulator.SimulatorSettings;
import org.argosy.ops.simulator.SimulatorSettingsBuilder;
import org.argosy.ops.simulator.TokenGrant;
import org.argosy.ops.simulator.wire.Flavour;
import org.argosy.schemas.avro.Answer;
import org.argosy.schemas.avro.Failure;
import org.argosy.schemas.avro.Outcome;
import org.argosy.workers.WorkerSettings.ModelRoutes;
import org.argosy.workers.WorkerSettings.RouteSettings;
import org.argosy.workers.clusters.Auth;
import org.argosy.workers.clusters.ClusterSettings;
import org.argosy.workers.testing.WorkLines;
import org.argosy.workers.testing.WorkerStage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each way in which Sophia and Metis answer, through a real worker: what the line becomes, and how many requests it takes.
 * The rows are those of the table in docs/operations.md.
 */
@TestInstance(Lifecycle.PER_CLASS)
class AnswerRowsIT {

    private static final Duration LONG = Duration.ofSeconds(60);
    private static final String SECRET = "clients-s3cret";

    /** What lines wait for, at which kind of cluster. */
    private static final List<String> WAITS = List.of(
            "first-gateway 429",
            "first-gateway server-429",
            "first-gateway 503",
            "first-gateway offline",
            "first-gateway detail-503",
            "first-gateway html-503",
            "sambanova 429",
            "sambanova 503",
            "openai 429",
            "openai 503",
            "openai html-503");

    private final AtomicInteger lines = new AtomicInteger();
    private Place sophia;
    private Place metis;
    private Place lab;
    private Place hasty;
    private final WorkerStage patient = new WorkerStage();
    private final Map<String, Waiting> waiting = new HashMap<>();

    /** A line that waits at a cluster of its own. */
    private record Waiting(WorkerStage stage, SimulatedCluster cluster, int line) {

        int requests() {
            return cluster.stats().records().getOrDefault(WorkLines.user(stage.batch(), line), 0);
        }
    }

    /** A simulated cluster and a worker of its own. */
    private record Place(WorkerStage stage, SimulatedCluster cluster) implements AutoCloseable {

        int requests(int line) {
            return cluster.stats().records().getOrDefault(WorkLines.user(stage.batch(), line), 0);
        }

        @Override
        public void close() {
            stage.close();
        }
    }

    @BeforeAll
    void start() throws Exception {
        sophia = place("first-gateway", simulator(Flavour.FIRST_GATEWAY), new Auth.None(), 5);
        metis = place("sambanova", simulator(Flavour.SAMBANOVA), new Auth.None(), 5);
        lab = place("openai", simulator(Flavour.VLLM), new Auth.None(), 5);
        hasty = place("openai", simulator(Flavour.VLLM), new Auth.None(), 5, Duration.ofSeconds(1));
        startWaits();
    }

    private void startWaits() throws Exception {
        List<ClusterSettings> clusters = new ArrayList<>();
        List<ModelRoutes> models = new ArrayList<>();
        for (int i = 0; i < WAITS.size(); i++) {
            String[] row = WAITS.get(i).split(" ", -1);
            SimulatedCluster cluster = patient.cluster(
                    simulator(flavour(row[0])).faults(FaultSyntax.parse(row[1])).build());
            String name = "wait-" + i;
            clusters.add(settings(name, row[0], cluster, new Auth.None(), 1, LONG));
            models.add(new ModelRoutes(patient.model() + i, List.of(new RouteSettings(name, "remote-model"))));
            waiting.put(WAITS.get(i), new Waiting(patient, cluster, i + 1));
        }
        patient.topics(models.stream().map(ModelRoutes::id).toArray(String[]::new));
        for (int i = 0; i < WAITS.size(); i++) {
            patient.lines().publish(patient.batch(), patient.model() + i, i + 1, i + 1);
        }
        patient.worker(WorkerSettings.of("worker-waits", clusters, models));
        Set<Waiting> refused = new HashSet<>(waiting.values());
        await().atMost(LONG).until(() -> {
            refused.removeIf(this::healed);
            return refused.isEmpty();
        });
    }

    /** Heals a cluster that has refused its line twice. */
    private boolean healed(Waiting wait) {
        if (wait.requests() < 2) {
            return false;
        }
        assertThat(patient.outcomes().first()).noneMatch(outcome -> outcome.getLine() == wait.line());
        wait.cluster().setFaults(List.of());
        return true;
    }

    private static Flavour flavour(String kind) {
        return switch (kind) {
            case "first-gateway" -> Flavour.FIRST_GATEWAY;
            case "sambanova" -> Flavour.SAMBANOVA;
            default -> Flavour.VLLM;
        };
    }

    @AfterAll
    void stop() {
        patient.close();
        sophia.close();
        metis.close();
        lab.close();
        hasty.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            sophia | server-400 | 400 | 1
            sophia | server-404 | 404 | 1
            sophia | server-413 | 413 | 1
            sophia | server-422 | 422 | 1
            sophia | 400        | 400 | 1
            sophia | 410        | 410 | 1
            sophia | 413        | 413 | 1
            sophia | 500        | 500 | 5
            sophia | server-500 | 500 | 5
            sophia | 408@0.05   | 408 | 5
            sophia | 504        | 504 | 5
            metis  | 400        | 400 | 1
            metis  | 410        | 410 | 1
            metis  | 422        | 422 | 1
            metis  | 500        | 500 | 5
            metis  | 408@0.05   | 408 | 5
            lab    | 404        | 404 | 1
            lab    | 500        | 500 | 5
            lab    | html-400   | 400 | 1
            """)
    void shouldEndTheLineWithTheAnswer(String place, String fault, int status, int requests) {
        Place at = place(place);
        int line = send(at, fault);

        Outcome outcome = outcomeOf(at, line);

        assertThat(outcome.getResult()).isInstanceOf(Answer.class);
        assertThat(((Answer) outcome.getResult()).getStatusCode()).isEqualTo(status);
        assertThat(body(outcome)).doesNotContain("internal_endpoint_error");
        assertThat(at.requests(line)).isEqualTo(requests);
        assertThat(outcome.getProvenance().getAttempts()).isEqualTo(requests);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            sophia | reset  | connection_error | 5
            hasty  | hang   | request_timeout  | 5
            hasty  | stall  | request_timeout  | 5
            """)
    void shouldEndTheLineWithAFailureWhenNoAnswerComes(String place, String fault, String code, int requests) {
        Place at = place(place);
        int line = send(at, fault);

        Outcome outcome = outcomeOf(at, line);

        assertThat(outcome.getResult()).isInstanceOf(Failure.class);
        assertThat(((Failure) outcome.getResult()).getCode()).isEqualTo(code);
        assertThat(at.requests(line)).isEqualTo(requests);
        assertThat(outcome.getProvenance().getFailures()).hasSize(requests);
    }

    @Test
    void shouldTellWhichParametersTheClusterIgnores() throws Exception {
        int line = lines.incrementAndGet();
        String body = WorkLines.body(metis.stage().batch(), metis.stage().model(), line, "")
                .replace("\"messages\"", "\"presence_penalty\":0.5,\"logit_bias\":null,\"messages\"");
        metis.cluster().setFaults(List.of());
        metis.stage()
                .lines()
                .publish(WorkLines.item(
                        metis.stage().batch(),
                        metis.stage().model(),
                        line,
                        body,
                        Instant.now().plus(Duration.ofHours(1))))
                .get();

        assertThat(outcomeOf(metis, line).getProvenance().getIgnored()).containsExactly("presence_penalty");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            sophia | response_time
            metis  | time_to_first_token
            lab    | usage
            """)
    void shouldKeepTheModelsAnswerWithItsExtraMembers(String place, String member) {
        Place at = place(place);
        int line = send(at, "slow@0.3");

        Outcome outcome = outcomeOf(at, line);

        assertThat(((Answer) outcome.getResult()).getStatusCode()).isEqualTo(200);
        assertThat(body(outcome)).contains("\"" + member + "\":");
        assertThat(outcome.getUsage().getOutputTokens()).isPositive();
        assertThat(at.requests(line)).isEqualTo(1);
    }

    @Test
    void shouldKeepAFractionalTimeOfCreation() {
        int line = send(metis, "slow@0.1");

        assertThat(body(outcomeOf(metis, line))).containsPattern("\"created\":\\d+\\.\\d+");
    }

    /** One try only, so a try that was counted would end the line. All of them wait at the same time. */
    @ParameterizedTest
    @MethodSource("waits")
    void shouldWaitWithoutCountingTries(String row) {
        Waiting wait = Objects.requireNonNull(waiting.get(row));

        Outcome outcome = outcomeOf(patient, wait.line());

        assertThat(((Answer) outcome.getResult()).getStatusCode()).isEqualTo(200);
        assertThat(outcome.getProvenance().getAttempts()).isEqualTo(wait.requests());
        assertThat(outcome.getProvenance().getFailures()).isNotEmpty();
    }

    static List<String> waits() {
        return WAITS;
    }

    @ParameterizedTest
    @CsvSource({"html-502", "html-504"})
    void shouldWaitWhenAProxySaysThatTheClusterIsGone(String fault) throws Exception {
        try (Place at = place("first-gateway", simulator(Flavour.FIRST_GATEWAY), new Auth.None(), 5)) {
            at.cluster().setFaults(FaultRule.always(FaultSyntax.parse(fault).fault()));
            at.stage().lines().publish(at.stage().batch(), at.stage().model(), 1, 20);
            await().atMost(LONG).until(() -> at.cluster().stats().totalRequests() >= 6);
            at.cluster().setFaults(List.of());

            await().atMost(LONG).until(() -> at.stage().outcomes().lines() == 20);

            assertThat(at.stage().outcomes().withStatus(200)).isEqualTo(20);
        }
    }

    @Test
    void shouldEndALineThatTheProxyFailsWhileOthersAreServed() throws Exception {
        SimulatorSettingsBuilder settings = simulator(Flavour.FIRST_GATEWAY).pace(Pace.fixed(4, Duration.ofMillis(10)));
        try (Place at = place("first-gateway", settings, new Auth.None(), 5)) {
            at.cluster()
                    .setFaults(new FaultRule(
                            FaultSyntax.parse("html-502").fault(),
                            new FaultRule.User(WorkLines.user(at.stage().batch(), 7))));
            at.stage().lines().publish(at.stage().batch(), at.stage().model(), 1001, 1200);
            at.stage().lines().publish(at.stage().batch(), at.stage().model(), 7, 7);
            at.stage().lines().publish(at.stage().batch(), at.stage().model(), 1201, 1600);

            Outcome outcome = outcomeOf(at, 7);

            assertThat(((Answer) outcome.getResult()).getStatusCode()).isEqualTo(502);
            assertThat(at.requests(7)).isEqualTo(5);
        }
    }

    @Test
    void shouldWaitForAClusterThatCannotBeReached() throws Exception {
        try (Place at = place("first-gateway", simulator(Flavour.FIRST_GATEWAY), new Auth.None(), 1)) {
            at.cluster().goAway();
            at.stage().lines().publish(at.stage().batch(), at.stage().model(), 1, 5);
            at.cluster().outage(Duration.ofSeconds(2));

            await().atMost(LONG).until(() -> at.stage().outcomes().lines() == 5);

            assertThat(at.stage().outcomes().withStatus(200)).isEqualTo(5);
            assertThat(at.requests(1)).isEqualTo(1);
            assertThat(at.stage().outcomes().of(1).getProvenance().getAttempts())
                    .isEqualTo(1);
        }
    }

    @Test
    void shouldRenewTheTokenOnceWhenItEndsEarly() throws Exception {
        SimulatorSettingsBuilder settings =
                simulator(Flavour.FIRST_GATEWAY).tokens(new TokenGrant("argosy", SECRET, Duration.ofDays(2)));
        SimulatedCluster issuer = SimulatedCluster.start(settings.build());
        try (WorkerStage stage = new WorkerStage()) {
            Auth auth = new Auth.ServiceAccount(
                    URI.create(issuer.tokenUrl()), "argosy", new Auth.Bearer(SECRET), List.of());
            worker(stage, "first-gateway", issuer, auth, 1, LONG);
            stage.lines().publish(stage.batch(), stage.model(), 1, 1);
            await().atMost(LONG).until(() -> stage.outcomes().lines() == 1);
            assertThat(issuer.tokensIssued()).isEqualTo(1);
            issuer.revokeTokens();
            stage.lines().publish(stage.batch(), stage.model(), 2, 2);
            await().atMost(LONG).until(() -> stage.outcomes().lines() == 2);

            assertThat(stage.outcomes().withStatus(200)).isEqualTo(2);
            assertThat(issuer.tokensIssued()).isEqualTo(2);
            assertThat(issuer.stats().answers(401)).isEqualTo(1);
        } finally {
            issuer.close();
        }
    }

    @ParameterizedTest
    @CsvSource({"401", "403"})
    void shouldWaitUntilTheCredentialChangesWhenItIsRefused(int status, @TempDir Path directory) throws Exception {
        Path token = Files.writeString(directory.resolve("token"), "old-s3cret");
        try (Place at = place(
                "first-gateway",
                simulator(Flavour.FIRST_GATEWAY).apiKey(status == 401 ? "new-s3cret" : "old-s3cret"),
                new Auth.TokenFile(token),
                1)) {
            if (status == 403) {
                at.cluster().setFaults(FaultRule.always(FaultSyntax.parse("403").fault()));
            }
            at.stage().lines().publish(at.stage().batch(), at.stage().model(), 1, 3);
            await().atMost(LONG).until(() -> at.cluster().stats().answers(status) > 0);
            assertThat(at.stage().outcomes().lines()).isZero();

            at.cluster().setFaults(List.of());
            at.cluster().setApiKey(java.util.Optional.of("new-s3cret"));
            Files.writeString(token, "new-s3cret");
            Files.setLastModifiedTime(
                    token, java.nio.file.attribute.FileTime.fromMillis(System.currentTimeMillis() + 5_000));

            await().atMost(LONG).until(() -> at.stage().outcomes().lines() == 3);
            assertThat(at.stage().outcomes().withStatus(200)).isEqualTo(3);
            assertThat(at.stage().outcomes().first())
                    .noneMatch(outcome -> outcome.toString().contains("s3cret"));
        }
    }

    private int send(Place at, String fault) {
        int line = lines.incrementAndGet();
        at.cluster()
                .setFaults(new FaultRule(
                        FaultSyntax.parse(fault).fault(),
                        new FaultRule.User(WorkLines.user(at.stage().batch(), line))));
        at.stage().lines().publish(at.stage().batch(), at.stage().model(), line, line);
        return line;
    }

    private static Outcome outcomeOf(Place at, int line) {
        return outcomeOf(at.stage(), line);
    }

    private static Outcome outcomeOf(WorkerStage stage, int line) {
        await().atMost(LONG)
                .until(() -> stage.outcomes().first().stream().anyMatch(outcome -> outcome.getLine() == line));
        return stage.outcomes().of(line);
    }

    private Place place(String name) {
        return switch (name) {
            case "sophia" -> sophia;
            case "metis" -> metis;
            case "hasty" -> hasty;
            default -> lab;
        };
    }

    private static Place place(String kind, SimulatorSettingsBuilder settings, Auth auth, int attempts)
            throws Exception {
        return place(kind, settings, auth, attempts, LONG);
    }

    private static Place place(
            String kind, SimulatorSettingsBuilder settings, Auth auth, int attempts, Duration patience)
            throws Exception {
        WorkerStage stage = new WorkerStage();
        SimulatedCluster cluster = stage.cluster(settings.build());
        worker(stage, kind, cluster, auth, attempts, patience);
        return new Place(stage, cluster);
    }

    private static void worker(
            WorkerStage stage, String kind, SimulatedCluster cluster, Auth auth, int attempts, Duration patience) {
        stage.worker(WorkerSettings.of(
                "worker-rows",
                List.of(settings("sim", kind, cluster, auth, attempts, patience)),
                List.of(new ModelRoutes(stage.model(), List.of(new RouteSettings("sim", "remote-model"))))));
    }

    private static ClusterSettings settings(
            String name, String kind, SimulatedCluster cluster, Auth auth, int attempts, Duration patience) {
        return ClusterSettings.of(kind, name, URI.create(cluster.baseUrl()), auth)
                .withRetries(attempts, Duration.ofMillis(10))
                .withTimeouts(Duration.ofSeconds(5), patience, patience.dividedBy(2))
                .withColdProbe(Duration.ofMillis(300));
    }

    private static SimulatorSettingsBuilder simulator(Flavour flavour) {
        return SimulatorSettings.builder()
                .pace(Pace.instant())
                .flavour(flavour)
                .models("remote-model")
                .recordLimit(5_000);
    }

    private static String body(Outcome outcome) {
        Object body = ((Answer) outcome.getResult()).getBody();
        return StandardCharsets.UTF_8.decode(((ByteBuffer) body).duplicate()).toString();
    }
}

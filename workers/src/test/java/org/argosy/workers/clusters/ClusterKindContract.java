package org.argosy.workers.clusters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.argosy.ops.embedded.ObjectStoreConnection;
import org.argosy.ops.embedded.testing.EmbeddedStack;
import org.argosy.ops.simulator.Fault;
import org.argosy.ops.simulator.FaultRule;
import org.argosy.ops.simulator.Pace;
import org.argosy.ops.simulator.SimulatedCluster;
import org.argosy.ops.simulator.SimulatorSettings;
import org.argosy.ops.simulator.wire.Flavour;
import org.argosy.storage.objects.ObjectStoreSettings;
import org.argosy.storage.objects.S3ObjectStore;
import org.argosy.workers.clusters.Reply.AnswerBody;
import org.argosy.workers.clusters.Reply.HttpAnswer;
import org.argosy.workers.consume.ByteBudget;
import org.junit.jupiter.api.Test;

/** What every kind of cluster must do, against a simulated one of its manners. */
abstract class ClusterKindContract {

    private static final String MODEL = "m";
    private static final String OTHER_MODEL = "n";
    private static final int PERMITS = 2;
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Duration PROBE = Duration.ofSeconds(7);

    /** A simulated cluster and the kind's view of it. */
    private record Place(
            SimulatedCluster simulator, Cluster cluster, S3ObjectStore store, HttpResources http, ByteBudget budget)
            implements AutoCloseable {

        Reply with(Fault fault) throws InterruptedException {
            simulator.setFaults(FaultRule.always(fault));
            return send();
        }

        Reply send() throws InterruptedException {
            return send(MODEL);
        }

        Reply send(String model) throws InterruptedException {
            byte[] body = ("{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}")
                    .getBytes(StandardCharsets.UTF_8);
            return cluster.send(new Call(
                    "batch_1",
                    model,
                    "/v1/chat/completions",
                    new RequestBody.Inline(
                            ByteBuffer.wrap(body), List.of(new RequestBody.Piece.Original(0, body.length))),
                    Duration.ofSeconds(30)));
        }

        @Override
        public void close() {
            cluster.close();
            simulator.close();
            store.close();
            http.close();
        }
    }

    /** The name of the kind in the configuration. */
    abstract String kind();

    abstract Flavour flavour();

    abstract Duration requestTimeout();

    abstract Set<String> ignoredParameters();

    /** What it says of a model that it knows and that nobody has asked for. */
    abstract ModelState unasked();

    @Test
    void shouldGiveTheModelsAnswerByteForByte() throws Exception {
        try (Place at = start(Duration.ZERO, Optional.empty())) {

            HttpAnswer answer = result(at.send());

            assertThat(answer.status()).isEqualTo(200);
            assertThat(text(answer)).startsWith("{\"id\":").contains("\"usage\":");
            assertThat(answer.usage()).isNotNull();
        }
    }

    @Test
    void shouldTakeAWrongRequestAsAResultWithTheServersOwnBody() throws Exception {
        try (Place at = start(Duration.ZERO, Optional.empty())) {
            at.simulator().setFaults(FaultRule.always(new Fault.Server(422)));

            HttpAnswer answer = result(at.send());

            assertThat(answer.status()).isEqualTo(422);
            assertThat(text(answer)).doesNotContain("internal_endpoint_error").contains("Simulated fault 422");
        }
    }

    @Test
    void shouldTellErrorsRefusalsAndALostClusterApart() throws Exception {
        try (Place at = start(Duration.ZERO, Optional.empty())) {

            assertThat(at.with(new Fault.Status(500))).isInstanceOf(Reply.ServerError.class);
            assertThat(at.with(new Fault.Server(500))).isInstanceOf(Reply.ServerError.class);
            assertThat(at.with(new Fault.Status(429))).isEqualTo(new Reply.Refused(429, Optional.empty()));
            assertThat(at.with(new Fault.Server(429))).isEqualTo(new Reply.Refused(429, Optional.empty()));
            assertThat(at.with(new Fault.Status(429, Optional.of(Duration.ofSeconds(3)))))
                    .isEqualTo(new Reply.Refused(429, Optional.of(Duration.ofSeconds(3))));
            assertThat(at.with(new Fault.Html(502))).isInstanceOf(Reply.Unreachable.class);
            assertThat(at.with(new Fault.Html(503))).isInstanceOf(Reply.Unreachable.class);
            assertThat(at.with(new Fault.Detail(503))).isInstanceOf(Reply.Unreachable.class);
            assertThat(at.with(new Fault.Reset())).isInstanceOf(Reply.Broken.class);
            assertThat(at.with(new Fault.Status(403))).isEqualTo(new Reply.Denied(403, 0));
        }
    }

    @Test
    void shouldKnowAColdModelAndThatItIsHot() throws Exception {
        try (Place at = start(Duration.ofSeconds(1), Optional.empty())) {
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> at.cluster().status(MODEL).listed().isPresent());
            assertThat(at.cluster().status(MODEL).state()).isEqualTo(unasked());

            assertThat(at.send()).isEqualTo(new Reply.Cold("the model is starting", PROBE));
            assertThat(at.cluster().status(MODEL).state()).isEqualTo(ModelState.STARTING);

            await().atMost(Duration.ofSeconds(30)).until(() -> at.send() instanceof Reply.Final);
            assertThat(at.cluster().status(MODEL).state()).isEqualTo(ModelState.HOT);
        }
    }

    @Test
    void shouldSayThatItIsDownWhenItLetsNobodyIn() throws Exception {
        try (Place at = start(Duration.ZERO, Optional.of("the-key"))) {

            assertThat(at.send()).isEqualTo(new Reply.Denied(401, 0));

            assertThat(at.cluster().status(MODEL).state()).isEqualTo(ModelState.DOWN);
            assertThat(at.cluster().status(MODEL).reason()).isEqualTo("HTTP 401");
        }
    }

    @Test
    void shouldCountWhatIsHereOfAnAnswerUntilTheRequestEnds() throws Exception {
        try (Place at = start(Duration.ZERO, Optional.empty())) {
            at.send();
            assertThat(at.budget().used()).isZero();
            at.simulator().setFaults(FaultRule.always(new Fault.Stall()));
            Thread request = Thread.ofVirtual().start(() -> {
                try {
                    at.send();
                } catch (InterruptedException _) {
                    Thread.currentThread().interrupt();
                }
            });
            await().atMost(LONG).until(() -> at.budget().used() > 0);

            request.interrupt();

            await().atMost(LONG).until(() -> at.budget().used() == 0);
        }
    }

    @Test
    void shouldOpenAsManyConnectionsAsItsModelsMayHaveRequestsTogether() throws Exception {
        try (Place at = start(Duration.ZERO, Optional.empty())) {
            at.send();
            at.send(OTHER_MODEL);
            at.simulator().setFaults(FaultRule.always(new Fault.Hang()));
            for (String model : List.of(MODEL, OTHER_MODEL, MODEL, OTHER_MODEL)) {
                Thread.ofVirtual().start(() -> {
                    try {
                        at.send(model);
                    } catch (InterruptedException _) {
                        Thread.currentThread().interrupt();
                    }
                });
            }

            await().atMost(LONG).until(() -> at.simulator().stats().totalRequests() == 2 + 2 * PERMITS);
        }
    }

    @Test
    void shouldHaveTheTimeoutAndTheGapsOfItsKind() throws Exception {
        try (Place at = start(Duration.ZERO, Optional.empty())) {

            assertThat(settings(at.simulator()).requestTimeout()).isEqualTo(requestTimeout());
            assertThat(at.cluster().ignoredParameters()).isEqualTo(ignoredParameters());
        }
    }

    private Place start(Duration coldStart, Optional<String> key) throws Exception {
        ObjectStoreConnection bucket = EmbeddedStack.freshBucket();
        S3ObjectStore store = new S3ObjectStore(
                ObjectStoreSettings.of(bucket.endpoint(), bucket.bucket(), bucket.accessKey(), bucket.secretKey()));
        var builder = SimulatorSettings.builder()
                .pace(Pace.instant())
                .flavour(flavour())
                .models(MODEL, OTHER_MODEL)
                .coldStart(coldStart);
        key.ifPresent(builder::apiKey);
        SimulatedCluster simulator = SimulatedCluster.start(builder.build());
        HttpResources http = new HttpResources();
        ByteBudget budget = new ByteBudget(1 << 20);
        AnswerStore answers = new AnswerStore(store, Clock.systemUTC(), budget, 1 << 20);
        Cluster cluster = Objects.requireNonNull(ClusterKinds.factories().get(kind()))
                .open(settings(simulator), new ClusterResources(http, answers, Clock.systemUTC(), Turns.ALONE));
        return new Place(simulator, cluster, store, http, budget);
    }

    private ClusterSettings settings(SimulatedCluster simulator) {
        return ClusterSettings.of(kind(), "sim", URI.create(simulator.baseUrl()), new Auth.None())
                .withMaxConcurrency(PERMITS)
                .withColdProbe(PROBE);
    }

    private static HttpAnswer result(Reply reply) {
        assertThat(reply).isInstanceOf(Reply.Final.class);
        return ((Reply.Final) reply).answer();
    }

    private static String text(HttpAnswer answer) {
        return new String(((AnswerBody.Inline) answer.body()).bytes(), StandardCharsets.UTF_8);
    }
}

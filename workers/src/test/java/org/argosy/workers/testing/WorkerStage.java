package org.argosy.workers.testing;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.admin.Admin;
import org.argosy.ops.embedded.ObjectStoreConnection;
import org.argosy.ops.embedded.testing.EmbeddedStack;
import org.argosy.ops.simulator.SimulatedCluster;
import org.argosy.ops.simulator.SimulatorSettings;
import org.argosy.schemas.TopicProvisioner;
import org.argosy.schemas.Topics;
import org.argosy.storage.objects.ObjectStore;
import org.argosy.storage.objects.ObjectStoreSettings;
import org.argosy.storage.objects.S3ObjectStore;
import org.argosy.workers.Worker;
import org.argosy.workers.WorkerSettings;
import org.argosy.workers.WorkerSettings.ModelRoutes;
import org.argosy.workers.WorkerSettings.RouteSettings;
import org.argosy.workers.clusters.Auth;
import org.argosy.workers.clusters.ClusterSettings;

/** What a test of workers stands on: a model and a batch of its own, simulated clusters, workers, outcomes. */
public final class WorkerStage implements AutoCloseable {

    private final String unique = UUID.randomUUID().toString().replace("-", "").substring(0, 12);
    private final Topics topics = new Topics(4, 2, Optional.empty());
    private final Deque<AutoCloseable> closeables = new ArrayDeque<>();
    private final Map<String, Object> kafka;
    private final ObjectStore store;
    private final WorkLines lines;
    private final CollectedOutcomes outcomes;

    /** On the shared broker. */
    public WorkerStage() {
        this(EmbeddedStack.kafkaBootstrapServers());
    }

    public WorkerStage(String bootstrapServers) {
        this.kafka = Map.of("bootstrap.servers", bootstrapServers);
        topics(model());
        ObjectStoreConnection bucket = EmbeddedStack.freshBucket();
        this.store = keep(new S3ObjectStore(
                ObjectStoreSettings.of(bucket.endpoint(), bucket.bucket(), bucket.accessKey(), bucket.secretKey())));
        this.lines = keep(new WorkLines(kafka));
        this.outcomes = keep(new CollectedOutcomes(kafka, batch()));
    }

    public String model() {
        return "org/model-" + unique;
    }

    /** Makes the topics of other models. */
    public void topics(String... models) {
        try (Admin admin = Admin.create(kafka)) {
            TopicProvisioner provisioner = new TopicProvisioner(admin, topics);
            provisioner.ensureShared();
            provisioner.ensureModels(List.of(models));
        }
    }

    public String batch() {
        return "batch_" + unique;
    }

    public Map<String, Object> kafka() {
        return kafka;
    }

    public ObjectStore store() {
        return store;
    }

    public WorkLines lines() {
        return lines;
    }

    public CollectedOutcomes outcomes() {
        return outcomes;
    }

    public SimulatedCluster cluster(SimulatorSettings settings) throws Exception {
        return keep(SimulatedCluster.start(settings));
    }

    /** A started worker with one cluster, under a remote name of its own. */
    public Worker worker(String baseUrl, UnaryOperator<ClusterSettings> change) {
        return worker(Map.of("sim", baseUrl), change);
    }

    /** A started worker with a route to each of these. */
    public Worker worker(Map<String, String> baseUrls, UnaryOperator<ClusterSettings> change) {
        List<ClusterSettings> clusters = baseUrls.entrySet().stream()
                .map(url ->
                        change.apply(ClusterSettings.openAi(url.getKey(), URI.create(url.getValue()), new Auth.None())))
                .toList();
        List<RouteSettings> routes = clusters.stream()
                .map(cluster -> new RouteSettings(cluster.name(), "remote-model"))
                .toList();
        return worker(
                WorkerSettings.of("worker-" + closeables.size(), clusters, List.of(new ModelRoutes(model(), routes))));
    }

    public Worker worker(WorkerSettings settings) {
        return worker(settings, new SimpleMeterRegistry());
    }

    public Worker worker(WorkerSettings settings, MeterRegistry registry) {
        Worker worker = keep(new Worker(settings, new HashMap<>(kafka), store, topics, Clock.systemUTC(), registry));
        worker.start();
        return worker;
    }

    private <C extends AutoCloseable> C keep(C closeable) {
        closeables.push(closeable);
        return closeable;
    }

    @Override
    public void close() {
        while (!closeables.isEmpty()) {
            close(closeables.pop());
        }
    }

    private static void close(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            throw new IllegalStateException("a part of the stage does not close", e);
        }
    }
}

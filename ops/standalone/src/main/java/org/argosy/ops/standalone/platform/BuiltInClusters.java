package org.argosy.ops.standalone.platform;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.argosy.ops.simulator.SimulatedCluster;
import org.argosy.ops.simulator.SimulatorSettings;
import org.argosy.ops.standalone.config.ArgosySettings;
import org.argosy.ops.standalone.config.ClusterSettings;
import org.argosy.ops.standalone.config.ModelSettings;
import org.argosy.ops.standalone.config.RouteSettings;
import org.argosy.ops.standalone.embeddings.LocalEmbeddingServer;

/**
 * The clusters of an installation that configures none, so that its first batch does real work: {@code local}, a small
 * embedding model, and {@code simulator}, which answers chats with the timing of a real server. Both listen on loopback.
 */
final class BuiltInClusters implements AutoCloseable {

    private static final String LOCAL = "local";
    private static final String SIMULATOR = "simulator";

    private final LocalEmbeddingServer embeddings;
    private final SimulatedCluster simulator;

    private BuiltInClusters(LocalEmbeddingServer embeddings, SimulatedCluster simulator) {
        this.embeddings = embeddings;
        this.simulator = simulator;
    }

    static BuiltInClusters start() {
        try {
            LocalEmbeddingServer embeddings = LocalEmbeddingServer.start(0);
            return new BuiltInClusters(
                    embeddings,
                    SimulatedCluster.start(
                            SimulatorSettings.builder().models(SIMULATOR).build()));
        } catch (IOException e) {
            throw new PlatformException("The built-in clusters cannot listen on 127.0.0.1: " + e.getMessage(), e);
        }
    }

    /** The models that they serve, which other processes of the installation must know too. */
    static List<ModelSettings> models() {
        return List.of(
                new ModelSettings(
                        LocalEmbeddingServer.MODEL,
                        Set.of("/v1/embeddings"),
                        List.of(new RouteSettings(LOCAL, Optional.empty()))),
                new ModelSettings(
                        SIMULATOR,
                        Set.of("/v1/chat/completions", "/v1/completions", "/v1/embeddings"),
                        List.of(new RouteSettings(SIMULATOR, Optional.empty()))));
    }

    /** The settings with these clusters in them. */
    ArgosySettings in(ArgosySettings settings) {
        return settings.withClusters(
                Map.of(LOCAL, cluster(embeddings.baseUrl()), SIMULATOR, cluster(simulator.baseUrl())), models());
    }

    private static ClusterSettings cluster(String baseUrl) {
        return new ClusterSettings(
                "openai",
                URI.create(baseUrl),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    @Override
    public void close() {
        simulator.close();
        embeddings.close();
    }
}

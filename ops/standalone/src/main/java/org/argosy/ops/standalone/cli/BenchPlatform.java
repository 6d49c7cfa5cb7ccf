package org.argosy.ops.standalone.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.argosy.ops.bench.ServerConnection;
import org.argosy.ops.bench.ServerLauncher;
import org.argosy.ops.standalone.config.ArgosySettings;
import org.argosy.ops.standalone.config.ClusterSettings;
import org.argosy.ops.standalone.config.ConfigLoader;
import org.argosy.ops.standalone.config.ModelSettings;
import org.argosy.ops.standalone.config.RouteSettings;
import org.argosy.ops.standalone.config.TenantSettings;
import org.argosy.ops.standalone.config.TenantsSettings;
import org.argosy.ops.standalone.local.LocalState;
import org.argosy.ops.standalone.platform.Platform;

/** A platform in this process and in a directory of its own, for as long as a measurement takes. */
final class BenchPlatform implements ServerLauncher {

    private static final String CLUSTER = "backend";

    @Override
    public Launched launch(URI backend, String model) throws IOException {
        Logging.quiet();
        Path directory = Files.createTempDirectory("argosy-bench-");
        ArgosySettings settings = new ConfigLoader(Map.of())
                .defaults()
                .withDataDir(directory)
                .withPort(0)
                .withClusters(Map.of(CLUSTER, cluster(backend)), List.of(model(model)))
                .withTenants(new TenantsSettings(
                        weight(1), Map.of(ServerLauncher.HEAVY_TENANT, weight(ServerLauncher.HEAVY_WEIGHT))));
        return new Running(directory, Platform.start(settings));
    }

    private static TenantSettings weight(int weight) {
        return new TenantSettings(
                Optional.of(weight),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private static ClusterSettings cluster(URI backend) {
        return new ClusterSettings(
                "openai",
                backend,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private static ModelSettings model(String id) {
        return new ModelSettings(
                id,
                Set.of("/v1/chat/completions", "/v1/completions", "/v1/embeddings"),
                List.of(new RouteSettings(CLUSTER, Optional.empty())));
    }

    private record Running(Path directory, Platform platform) implements Launched {

        @Override
        public ServerConnection connection() {
            return new ServerConnection(
                    platform.url().orElseThrow(),
                    new LocalState(directory).key().orElseThrow());
        }

        /** PostgreSQL is no child of this process, so that it can outlive a crash. */
        @Override
        public List<Long> pids() {
            List<Long> pids = new ArrayList<>(List.of(ProcessHandle.current().pid()));
            try (Stream<String> lines = Files.lines(directory.resolve("postgres/data/postmaster.pid"))) {
                lines.findFirst().map(String::strip).map(Long::valueOf).ifPresent(pids::add);
            } catch (IOException _) {
                return pids;
            }
            return pids;
        }

        @Override
        public void close() {
            platform.close();
            try (Stream<Path> files = Files.walk(directory)) {
                files.sorted(Comparator.reverseOrder())
                        .forEach(file -> file.toFile().delete());
            } catch (IOException e) {
                throw new UncheckedIOException("Cannot delete " + directory, e);
            }
        }
    }
}

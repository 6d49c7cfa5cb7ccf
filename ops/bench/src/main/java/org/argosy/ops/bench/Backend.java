package org.argosy.ops.bench;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.argosy.ops.simulator.Pace;
import org.argosy.ops.simulator.SimulatedCluster;
import org.argosy.ops.simulator.SimulatorSettings;

/** The backend in this process, if there is one; closing it ends it. */
record Backend(Optional<SimulatedCluster> cluster, Optional<PlateauWatch> plateau) implements AutoCloseable {

    static Backend none() {
        return new Backend(Optional.empty(), Optional.empty());
    }

    /**
     * Starts one.
     *
     * @param kind as {@code --backend} has it
     * @throws IllegalArgumentException when there is no such kind
     */
    static Backend start(String kind, int port, Optional<Integer> slots, Optional<Double> secondsPerRequest)
            throws IOException {
        Pace pace = switch (kind) {
            case "instant" -> Pace.instant();
            case "simulator", "queueing", "refusing" -> simulated(slots, secondsPerRequest);
            default ->
                throw new IllegalArgumentException(
                        "--backend must be instant, simulator, queueing or refusing, not " + kind);
        };
        boolean refusing = kind.equals("refusing");
        var settings = SimulatorSettings.builder().port(port).pace(pace);
        var cluster = SimulatedCluster.start((refusing ? settings.queueLimit(0) : settings).build());
        return new Backend(
                Optional.of(cluster),
                refusing || kind.equals("queueing")
                        ? Optional.of(PlateauWatch.start(cluster, pace.slots(), !refusing))
                        : Optional.empty());
    }

    Optional<URI> baseUrl() {
        return cluster.map(running -> URI.create(running.baseUrl()));
    }

    Optional<URI> root() {
        return cluster.map(running -> URI.create(running.rootUrl()));
    }

    private static Pace simulated(Optional<Integer> slots, Optional<Double> secondsPerRequest) {
        int count = slots.orElse(Pace.continuousBatching().slots());
        return secondsPerRequest
                .map(seconds -> Pace.fixed(count, Duration.ofNanos(Math.round(seconds * 1e9))))
                .orElseGet(() -> Pace.continuousBatching().withSlots(count));
    }

    @Override
    public void close() {
        plateau.ifPresent(PlateauWatch::close);
        cluster.ifPresent(SimulatedCluster::close);
    }
}

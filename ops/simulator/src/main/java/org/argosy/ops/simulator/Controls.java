package org.argosy.ops.simulator;

import java.util.List;
import java.util.Optional;
import org.argosy.ops.simulator.wire.InferenceRequest;

/** What can be changed while the cluster runs. Thread-safe; a change holds for requests that come after it. */
final class Controls {

    private final long seed;
    private volatile List<FaultRule> faults;
    private volatile double latencyFactor = 1;
    private volatile Optional<String> apiKey;

    Controls(SimulatorSettings settings) {
        this.seed = settings.seed();
        this.faults = settings.faults();
        this.apiKey = settings.apiKey();
    }

    void setFaults(List<FaultRule> newFaults) {
        faults = List.copyOf(newFaults);
    }

    void setLatencyFactor(double newFactor) {
        if (!(newFactor >= 0 && newFactor < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("The latency factor must not be negative, but is " + newFactor);
        }
        latencyFactor = newFactor;
    }

    void setApiKey(Optional<String> newApiKey) {
        apiKey = newApiKey;
    }

    Optional<String> apiKey() {
        return apiKey;
    }

    double latencyFactor() {
        return latencyFactor;
    }

    Optional<Fault> faultFor(long arrival, InferenceRequest request) {
        long ruleSeed = seed;
        for (FaultRule rule : faults) {
            // Rules draw apart from one another: two chances of a half befall three quarters.
            ruleSeed = Mix.mix(ruleSeed);
            if (rule.trigger().matches(arrival, request, ruleSeed)) {
                return Optional.of(rule.fault());
            }
        }
        return Optional.empty();
    }
}

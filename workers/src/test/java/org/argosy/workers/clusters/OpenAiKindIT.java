package org.argosy.workers.clusters;

import java.time.Duration;
import java.util.Set;
import org.argosy.ops.simulator.wire.Flavour;

class OpenAiKindIT extends ClusterKindContract {

    @Override
    String kind() {
        return "openai";
    }

    @Override
    Flavour flavour() {
        return Flavour.VLLM;
    }

    @Override
    Duration requestTimeout() {
        return Duration.ofMinutes(10);
    }

    @Override
    Set<String> ignoredParameters() {
        return Set.of();
    }

    @Override
    ModelState unasked() {
        return ModelState.HOT;
    }
}

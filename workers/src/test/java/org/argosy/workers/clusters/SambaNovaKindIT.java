package org.argosy.workers.clusters;

import java.time.Duration;
import java.util.Set;
import org.argosy.ops.simulator.wire.Flavour;

class SambaNovaKindIT extends ClusterKindContract {

    @Override
    String kind() {
        return "sambanova";
    }

    @Override
    Flavour flavour() {
        return Flavour.SAMBANOVA;
    }

    @Override
    Duration requestTimeout() {
        return Duration.ofSeconds(130);
    }

    @Override
    Set<String> ignoredParameters() {
        return Set.of("presence_penalty", "frequency_penalty", "logit_bias");
    }

    @Override
    ModelState unasked() {
        return ModelState.STARTING;
    }
}

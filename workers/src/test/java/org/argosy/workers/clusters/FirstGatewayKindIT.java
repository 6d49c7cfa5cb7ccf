package org.argosy.workers.clusters;

import java.time.Duration;
import java.util.Set;
import org.argosy.ops.simulator.wire.Flavour;

class FirstGatewayKindIT extends ClusterKindContract {

    @Override
    String kind() {
        return "first-gateway";
    }

    @Override
    Flavour flavour() {
        return Flavour.FIRST_GATEWAY;
    }

    @Override
    Duration requestTimeout() {
        return Duration.ofSeconds(310);
    }

    @Override
    Set<String> ignoredParameters() {
        return Set.of();
    }

    @Override
    ModelState unasked() {
        return ModelState.COLD;
    }
}

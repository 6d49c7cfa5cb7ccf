package org.argosy.api.http;

import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.argosy.api.error.ApiError;
import org.argosy.api.error.ApiException;
import org.argosy.api.identity.Caller;
import org.argosy.storage.Model;
import org.argosy.storage.ModelCatalog;
import org.argosy.storage.Pause.Kind;
import org.argosy.storage.db.PauseRepository;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Pauses models and clusters, for operators. */
@RestController
final class PausesController {

    private static final String PAUSE = "/pause";
    private static final String RESUME = "/resume";
    private static final String CLUSTER = "/v1/argosy/clusters/{cluster}";

    private final PauseRepository pauses;
    private final ModelCatalog models;
    private final InstantSource clock;

    PausesController(PauseRepository pauses, ModelCatalog models, InstantSource clock) {
        this.pauses = pauses;
        this.models = models;
        this.clock = clock;
    }

    @GetMapping("/v1/argosy/pauses")
    Pauses list(CallerArguments.Operator operator) {
        return new Pauses("list", pauses.paused().stream().map(PauseJson::of).toList());
    }

    /** The id of a model may hold slashes, so that the verb is the path's end. */
    @PostMapping("/v1/models/{*model}")
    PauseJson model(Caller caller, @PathVariable("model") String path) {
        boolean paused = path.endsWith(PAUSE);
        int end = path.length() - (paused ? PAUSE : RESUME).length();
        if ((!paused && !path.endsWith(RESUME)) || end < 1) {
            throw new ApiException(new ApiError.MethodNotAllowed(
                    "Not allowed to POST on /v1/models" + path + ". A model can be sent 'pause' and 'resume'.", "GET"));
        }
        if (!caller.isOperator()) {
            throw new ApiException(ApiError.Forbidden.operatorsOnly());
        }
        String id = path.substring(1, end);
        Model model = models.find(id)
                .orElseThrow(() -> new ApiException(new ApiError.NotFound(
                        "The model '" + id + "' does not exist",
                        Optional.of("model"),
                        Optional.of("model_not_found"))));
        return set(Kind.MODEL, model.id(), paused);
    }

    @PostMapping(CLUSTER + PAUSE)
    PauseJson pauseCluster(CallerArguments.Operator operator, @PathVariable("cluster") String cluster) {
        return set(Kind.CLUSTER, known(cluster), true);
    }

    @PostMapping(CLUSTER + RESUME)
    PauseJson resumeCluster(CallerArguments.Operator operator, @PathVariable("cluster") String cluster) {
        return set(Kind.CLUSTER, known(cluster), false);
    }

    private PauseJson set(Kind kind, String name, boolean paused) {
        return PauseJson.of(pauses.set(kind, name, paused, clock.instant().truncatedTo(ChronoUnit.MILLIS)));
    }

    private String known(String cluster) {
        if (models.all().stream().noneMatch(model -> model.clusters().contains(cluster))) {
            throw new ApiException(new ApiError.NotFound("There is no cluster '" + cluster + "' that a model uses."));
        }
        return cluster;
    }

    record Pauses(String object, List<PauseJson> data) {}
}

package org.argosy.api.http;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.argosy.api.error.ApiError;
import org.argosy.api.error.ApiException;
import org.argosy.storage.Model;
import org.argosy.storage.ModelCatalog;
import org.argosy.storage.RouteReport;
import org.argosy.storage.db.RouteReportRepository;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** {@code /v1/models}. Ids of models may hold slashes, encoded or not. */
@RestController
final class ModelsController {

    private final ModelCatalog models;
    /** Reports are written every five seconds. */
    private static final Duration SILENCE = Duration.ofSeconds(15);

    private final RouteReportRepository routes;
    private final Clock clock;
    private final Instant since;

    ModelsController(ModelCatalog models, RouteReportRepository routes, Clock clock) {
        this.models = models;
        this.routes = routes;
        this.clock = clock;
        this.since = clock.instant();
    }

    @GetMapping("/v1/models")
    Models list() {
        Map<String, List<RouteReport>> reports = reports();
        return new Models(
                "list", models.all().stream().map(model -> json(model, reports)).toList());
    }

    @GetMapping("/v1/models/{*id}")
    ModelJson get(@PathVariable("id") String id) {
        return json(find(id), reports());
    }

    /** Only fine-tuned models of a user could be deleted, and there are none. */
    @SuppressWarnings("DoNotCallSuggester")
    @DeleteMapping("/v1/models/{*id}")
    DeletedJson delete(@PathVariable("id") String id) {
        if (id.isEmpty()) {
            throw new ApiException(new ApiError.MethodNotAllowed("Not allowed to DELETE on /v1/models.", "GET"));
        }
        throw new ApiException(new ApiError.Forbidden("The model '" + find(id).id()
                + "' belongs to the configuration of this server and cannot be deleted."));
    }

    private ModelJson json(Model model, Map<String, List<RouteReport>> reports) {
        return ModelJson.of(model, since, reports.getOrDefault(model.id(), List.of()));
    }

    private Map<String, List<RouteReport>> reports() {
        return routes.since(clock.instant().minus(SILENCE)).stream().collect(Collectors.groupingBy(RouteReport::model));
    }

    private Model find(String path) {
        String id = path.substring(1);
        return models.find(id)
                .orElseThrow(() -> new ApiException(new ApiError.NotFound(
                        "The model '" + id + "' does not exist",
                        Optional.of("model"),
                        Optional.of("model_not_found"))));
    }

    record Models(String object, List<ModelJson> data) {}
}

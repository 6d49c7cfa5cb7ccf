package org.argosy.api.http;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.argosy.api.error.ApiError;
import org.argosy.api.error.ApiException;
import org.argosy.storage.Model;
import org.argosy.storage.ModelCatalog;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** {@code /v1/models}. Ids of models may hold slashes, encoded or not. */
@RestController
final class ModelsController {

    private final ModelCatalog models;
    private final Instant since;

    ModelsController(ModelCatalog models, Instant since) {
        this.models = models;
        this.since = since;
    }

    @GetMapping("/v1/models")
    Models list() {
        return new Models(
                "list", models.all().stream().map(m -> ModelJson.of(m, since)).toList());
    }

    @GetMapping("/v1/models/{*id}")
    ModelJson get(@PathVariable("id") String id) {
        return ModelJson.of(find(id), since);
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

package org.argosy.api.http;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.argosy.storage.Model;
import org.argosy.storage.RouteReport;

/**
 * OpenAI's model object, and in {@code argosy} what workers know of the ways to the model.
 *
 * @param created when this server learned of the model: when it started
 * @param ownedBy the clusters it runs on
 */
record ModelJson(
        String id, String object, long created, String ownedBy, Optional<String> shutdownDate, RoutesJson argosy) {

    static ModelJson of(Model model, Instant since, List<RouteReport> reports) {
        return new ModelJson(
                model.id(),
                "model",
                since.getEpochSecond(),
                model.clusters().stream().sorted().collect(Collectors.joining(",")),
                Optional.empty(),
                RoutesJson.of(model, reports));
    }
}

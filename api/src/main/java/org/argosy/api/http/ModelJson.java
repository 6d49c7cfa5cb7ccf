package org.argosy.api.http;

import java.time.Instant;
import java.util.Optional;
import java.util.stream.Collectors;
import org.argosy.storage.Model;

/**
 * OpenAI's model object.
 *
 * @param created when this server learned of the model: when it started
 * @param ownedBy the clusters it runs on
 */
record ModelJson(String id, String object, long created, String ownedBy, Optional<String> shutdownDate) {

    static ModelJson of(Model model, Instant since) {
        return new ModelJson(
                model.id(),
                "model",
                since.getEpochSecond(),
                model.clusters().stream().sorted().collect(Collectors.joining(",")),
                Optional.empty());
    }
}

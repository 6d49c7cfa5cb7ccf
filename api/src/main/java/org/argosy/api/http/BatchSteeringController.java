package org.argosy.api.http;

import jakarta.servlet.http.HttpServletRequest;
import java.time.InstantSource;
import org.argosy.api.batches.BatchSteering;
import org.argosy.api.batches.PriorityReader;
import org.argosy.api.outlook.Outlooks;
import org.argosy.storage.Batch;
import org.argosy.storage.BatchId;
import org.argosy.storage.Scope;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /v1/batches/{id}}, {@code …/pause} and {@code …/resume}: how a batch stands in the queue. */
@RestController
final class BatchSteeringController {

    private final JsonBody body;
    private final BatchSteering steering;
    private final Outlooks outlooks;
    private final InstantSource clock;

    BatchSteeringController(JsonBody body, BatchSteering steering, Outlooks outlooks, InstantSource clock) {
        this.body = body;
        this.steering = steering;
        this.outlooks = outlooks;
        this.clock = clock;
    }

    @PostMapping("/v1/batches/{id}")
    BatchJson update(Scope scope, @PathVariable("id") BatchId id, HttpServletRequest request) {
        return json(steering.prioritise(scope, id, PriorityReader.ofUpdate(body.read(request))));
    }

    @PostMapping("/v1/batches/{id}/pause")
    BatchJson pause(Scope scope, @PathVariable("id") BatchId id) {
        return json(steering.pause(scope, id));
    }

    @PostMapping("/v1/batches/{id}/resume")
    BatchJson resume(Scope scope, @PathVariable("id") BatchId id) {
        return json(steering.resume(scope, id));
    }

    private BatchJson json(Batch batch) {
        return BatchJson.of(batch, outlooks.of(batch), clock.instant());
    }
}

package org.argosy.api.http;

import jakarta.servlet.http.HttpServletRequest;
import org.argosy.api.batches.BatchSteering;
import org.argosy.api.batches.PriorityReader;
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
    private final BatchWriter writer;

    BatchSteeringController(JsonBody body, BatchSteering steering, BatchWriter writer) {
        this.body = body;
        this.steering = steering;
        this.writer = writer;
    }

    @PostMapping("/v1/batches/{id}")
    BatchJson update(Scope scope, @PathVariable("id") BatchId id, HttpServletRequest request) {
        return writer.json(steering.prioritise(scope, id, PriorityReader.ofUpdate(body.read(request))));
    }

    @PostMapping("/v1/batches/{id}/pause")
    BatchJson pause(Scope scope, @PathVariable("id") BatchId id) {
        return writer.json(steering.pause(scope, id));
    }

    @PostMapping("/v1/batches/{id}/resume")
    BatchJson resume(Scope scope, @PathVariable("id") BatchId id) {
        return writer.json(steering.resume(scope, id));
    }
}

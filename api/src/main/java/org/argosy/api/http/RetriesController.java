package org.argosy.api.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.argosy.api.batches.BatchRequestReader;
import org.argosy.api.batches.BatchRetry;
import org.argosy.api.files.Readers;
import org.argosy.api.identity.Caller;
import org.argosy.api.json.Fingerprint;
import org.argosy.api.results.MergedResults;
import org.argosy.storage.BatchId;
import org.argosy.storage.CreateCall;
import org.argosy.storage.TenantId;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** {@code /v1/batches/{id}/retry} and {@code /merged}: what did not succeed, once more, and what that came to. */
@RestController
final class RetriesController {

    private final JsonBody body;
    private final BatchRequestReader reader;
    private final BatchRetry retry;
    private final MergedResults merged;
    private final Readers readers;

    RetriesController(
            JsonBody body, BatchRequestReader reader, BatchRetry retry, MergedResults merged, Readers readers) {
        this.body = body;
        this.reader = reader;
        this.retry = retry;
        this.merged = merged;
        this.readers = readers;
    }

    @PostMapping("/v1/batches/{id}/retry")
    ResponseEntity<byte[]> retry(TenantId tenant, @PathVariable("id") BatchId id, HttpServletRequest request) {
        JsonNode json = body.read(request);
        String asked = Fingerprint.of(List.of("retry", id.value(), Fingerprint.of(json)));
        CreateCall call = CreateCallReader.read(request, tenant, "batches", asked);
        return CreateCallReader.answer(retry.retry(call, id, parent -> reader.readRetry(json, parent)));
    }

    /** The last word on each line of a batch and its retries. */
    @GetMapping("/v1/batches/{id}/merged")
    void merged(Caller caller, @PathVariable("id") BatchId id, HttpServletResponse response) throws IOException {
        MergedResults.Results results = merged.of(caller.scope(), id);
        try (Readers.Reader _ = readers.enter(caller.tenant())) {
            response.setContentType("application/jsonl");
            results.writeTo(response.getOutputStream());
        }
    }
}

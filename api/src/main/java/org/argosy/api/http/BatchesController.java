package org.argosy.api.http;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import org.argosy.api.batches.BatchCancellation;
import org.argosy.api.batches.BatchCreation;
import org.argosy.api.batches.BatchRequestReader;
import org.argosy.api.batches.InlineRequests;
import org.argosy.api.batches.NoSuchBatch;
import org.argosy.api.error.ApiException;
import org.argosy.api.identity.Caller;
import org.argosy.storage.Batch;
import org.argosy.storage.BatchId;
import org.argosy.storage.BatchRequest;
import org.argosy.storage.CreateCall;
import org.argosy.storage.CreateResult;
import org.argosy.storage.Page;
import org.argosy.storage.Scope;
import org.argosy.storage.TenantId;
import org.argosy.storage.db.BatchRepository;
import org.argosy.storage.tenants.QuotaExceededException;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /v1/batches}. */
@RestController
final class BatchesController {

    private static final int STANDARD_LIMIT = 20;
    private static final int MAX_LIMIT = 100;

    private final CreateBodyReader body;
    private final InlineRequests requests;
    private final BatchRequestReader reader;
    private final BatchCreation creation;
    private final BatchCancellation cancellation;
    private final BatchRepository batches;
    private final ListScope scopes;
    private final BatchWriter writer;

    BatchesController(
            CreateBodyReader body,
            InlineRequests requests,
            BatchRequestReader reader,
            BatchCreation creation,
            BatchCancellation cancellation,
            BatchRepository batches,
            ListScope scopes,
            BatchWriter writer) {
        this.body = body;
        this.requests = requests;
        this.reader = reader;
        this.creation = creation;
        this.cancellation = cancellation;
        this.batches = batches;
        this.scopes = scopes;
        this.writer = writer;
    }

    @PostMapping("/v1/batches")
    ResponseEntity<byte[]> create(TenantId tenant, HttpServletRequest request) throws IOException {
        CreateBodyReader.Body read = body.read(request);
        try {
            CreateCall call = CreateCallReader.read(request, tenant, "batches", read.fingerprint());
            BatchRequest asked = reader.read(read.rest(), read.requests());
            CreateResult result = read.requests()
                    .map(stored -> creation.create(call, asked, stored))
                    .orElseGet(() -> creation.create(call, asked));
            if (!(result instanceof CreateResult.Made)) {
                read.requests().ifPresent(requests::discard);
            }
            return CreateCallReader.answer(result);
        } catch (ApiException | QuotaExceededException e) {
            read.requests().ifPresent(requests::discard);
            throw e;
        }
    }

    @GetMapping("/v1/batches")
    ListJson<BatchJson> list(Caller caller, HttpServletRequest request) {
        ListQuery query = new ListQuery(request);
        int limit = query.limit(STANDARD_LIMIT, MAX_LIMIT);
        Scope scope = scopes.of(caller, query);
        Page<Batch> page = batches.list(scope, query.after().map(BatchId::new), limit);
        return ListJson.of(page, writer.of(page.items()), BatchJson::id);
    }

    @GetMapping("/v1/batches/{id}")
    BatchJson get(Scope scope, @PathVariable("id") BatchId id) {
        return writer.json(batches.find(scope, id).orElseThrow(() -> NoSuchBatch.of(id)));
    }

    @PostMapping("/v1/batches/{id}/cancel")
    BatchJson cancel(Scope scope, @PathVariable("id") BatchId id) {
        return writer.json(cancellation.cancel(scope, id));
    }
}

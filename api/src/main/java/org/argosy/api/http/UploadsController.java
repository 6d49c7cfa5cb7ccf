package org.argosy.api.http;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import org.argosy.api.json.Fingerprint;
import org.argosy.api.uploads.CompletionRequest;
import org.argosy.api.uploads.PartUpload;
import org.argosy.api.uploads.UploadCompletion;
import org.argosy.api.uploads.UploadRequest;
import org.argosy.api.uploads.Uploads;
import org.argosy.storage.CreateCall;
import org.argosy.storage.TenantId;
import org.argosy.storage.Upload;
import org.argosy.storage.UploadId;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** {@code /v1/uploads}. */
@RestController
final class UploadsController {

    private final JsonBody body;
    private final long maxBytes;
    private final Uploads uploads;
    private final PartUpload parts;
    private final UploadCompletion completion;

    UploadsController(JsonBody body, long maxBytes, Uploads uploads, PartUpload parts, UploadCompletion completion) {
        this.body = body;
        this.maxBytes = maxBytes;
        this.uploads = uploads;
        this.parts = parts;
        this.completion = completion;
    }

    @PostMapping("/v1/uploads")
    ResponseEntity<byte[]> create(TenantId tenant, HttpServletRequest request) {
        JsonNode json = body.read(request);
        CreateCall call = CreateCallReader.read(request, tenant, "uploads", Fingerprint.of(json));
        return CreateCallReader.answer(uploads.begin(call, UploadRequest.read(json, maxBytes)));
    }

    @PostMapping("/v1/uploads/{id}/parts")
    UploadPartJson addPart(TenantId tenant, @PathVariable("id") UploadId id, HttpServletRequest request) {
        Upload upload = parts.admit(tenant, id);
        return UploadPartJson.of(parts.receive(upload, MultipartForm.of(request)));
    }

    @PostMapping("/v1/uploads/{id}/complete")
    UploadJson complete(TenantId tenant, @PathVariable("id") UploadId id, HttpServletRequest request) {
        UploadCompletion.Completed done = completion.complete(tenant, id, CompletionRequest.read(body.read(request)));
        return UploadJson.of(done.upload(), Optional.of(done.file()));
    }

    @PostMapping("/v1/uploads/{id}/cancel")
    UploadJson cancel(TenantId tenant, @PathVariable("id") UploadId id) {
        return UploadJson.of(uploads.cancel(tenant, id));
    }
}

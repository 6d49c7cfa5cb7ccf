package org.argosy.api.http;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.argosy.api.files.FileUpload;
import org.argosy.api.files.NoSuchFile;
import org.argosy.api.identity.Caller;
import org.argosy.storage.CreateCall;
import org.argosy.storage.FileId;
import org.argosy.storage.FilePurpose;
import org.argosy.storage.Page;
import org.argosy.storage.Scope;
import org.argosy.storage.StoredFile;
import org.argosy.storage.TenantId;
import org.argosy.storage.db.FileRepository;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /v1/files}, all but the content. */
@RestController
final class FilesController {

    private static final int MAX_LIMIT = 10_000;

    private final FileUpload upload;
    private final FileRepository files;
    private final ListScope scopes;
    private final Clock clock;

    FilesController(FileUpload upload, FileRepository files, ListScope scopes, Clock clock) {
        this.upload = upload;
        this.files = files;
        this.scopes = scopes;
        this.clock = clock;
    }

    @PostMapping("/v1/files")
    ResponseEntity<byte[]> create(TenantId tenant, HttpServletRequest request) {
        CreateCall call = CreateCallReader.read(request, tenant, "files", "");
        upload.admit(call, request.getContentLengthLong());
        return CreateCallReader.answer(upload.receive(call, MultipartForm.of(request)));
    }

    @GetMapping("/v1/files")
    ListJson<FileJson> list(Caller caller, HttpServletRequest request) {
        ListQuery query = new ListQuery(request);
        int limit = query.limit(MAX_LIMIT, MAX_LIMIT);
        Scope scope = scopes.of(caller, query);
        var order = query.order();
        var after = query.after().map(FileId::new);
        Optional<String> purposeName = query.parameter("purpose");
        Optional<FilePurpose> purpose = purposeName.flatMap(FilePurpose::of);
        boolean noSuchPurpose = purposeName.isPresent() && purpose.isEmpty();
        Page<StoredFile> page = noSuchPurpose
                ? Page.of(List.of(), limit)
                : files.list(scope, purpose, after, limit, order, clock.instant());
        return ListJson.of(page, FileJson::of, FileJson::id);
    }

    @GetMapping("/v1/files/{id}")
    FileJson get(Scope scope, @PathVariable("id") FileId id) {
        return FileJson.of(files.find(scope, id, clock.instant()).orElseThrow(() -> NoSuchFile.of(id)));
    }

    @DeleteMapping("/v1/files/{id}")
    DeletedJson delete(TenantId tenant, @PathVariable("id") FileId id) {
        if (!files.delete(tenant, id, clock.instant())) {
            throw NoSuchFile.of(id);
        }
        return new DeletedJson(id.value(), "file", true);
    }
}

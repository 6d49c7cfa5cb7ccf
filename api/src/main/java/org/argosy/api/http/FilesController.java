package org.argosy.api.http;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.argosy.api.files.FileUpload;
import org.argosy.api.files.NoSuchFile;
import org.argosy.storage.CreateCall;
import org.argosy.storage.FileId;
import org.argosy.storage.FilePurpose;
import org.argosy.storage.Page;
import org.argosy.storage.StoredFile;
import org.argosy.storage.TenantId;
import org.argosy.storage.db.FileRepository;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
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
    private final Clock clock;

    FilesController(FileUpload upload, FileRepository files, Clock clock) {
        this.upload = upload;
        this.files = files;
        this.clock = clock;
    }

    @PostMapping("/v1/files")
    ResponseEntity<byte[]> create(@AuthenticationPrincipal TenantId tenant, HttpServletRequest request) {
        upload.admit(request.getContentLengthLong());
        CreateCall call = CreateCallReader.read(request, tenant, "files", "");
        return CreateCallReader.answer(upload.receive(call, MultipartForm.of(request)));
    }

    @GetMapping("/v1/files")
    ListJson<FileJson> list(@AuthenticationPrincipal TenantId tenant, HttpServletRequest request) {
        ListQuery query = new ListQuery(request);
        int limit = query.limit(MAX_LIMIT, MAX_LIMIT);
        var order = query.order();
        var after = query.after().map(FileId::new);
        Optional<String> purposeName = query.parameter("purpose");
        Optional<FilePurpose> purpose = purposeName.flatMap(FilePurpose::of);
        boolean noSuchPurpose = purposeName.isPresent() && purpose.isEmpty();
        Page<StoredFile> page = noSuchPurpose
                ? Page.of(List.of(), limit)
                : files.list(tenant, purpose, after, limit, order, clock.instant());
        return ListJson.of(page, FileJson::of, FileJson::id);
    }

    @GetMapping("/v1/files/{id}")
    FileJson get(@AuthenticationPrincipal TenantId tenant, @PathVariable("id") FileId id) {
        return FileJson.of(files.find(tenant, id, clock.instant()).orElseThrow(() -> NoSuchFile.of(id)));
    }

    @DeleteMapping("/v1/files/{id}")
    DeletedJson delete(@AuthenticationPrincipal TenantId tenant, @PathVariable("id") FileId id) {
        if (!files.delete(tenant, id, clock.instant())) {
            throw NoSuchFile.of(id);
        }
        return new DeletedJson(id.value(), "file", true);
    }
}

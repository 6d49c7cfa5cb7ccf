package org.argosy.api.http;

import java.util.Optional;
import org.argosy.storage.StoredFile;
import org.argosy.storage.Upload;

/** OpenAI's upload object. */
record UploadJson(
        String id,
        String object,
        long bytes,
        long createdAt,
        String filename,
        String purpose,
        String status,
        long expiresAt,
        Optional<FileJson> file) {

    static UploadJson of(Upload upload) {
        return of(upload, Optional.empty());
    }

    static UploadJson of(Upload upload, Optional<StoredFile> file) {
        return new UploadJson(
                upload.id().value(),
                "upload",
                upload.bytes(),
                upload.createdAt().getEpochSecond(),
                upload.filename(),
                upload.purpose().wireName(),
                upload.status().wireName(),
                upload.expiresAt().getEpochSecond(),
                file.map(FileJson::of));
    }
}

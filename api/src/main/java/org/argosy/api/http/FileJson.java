package org.argosy.api.http;

import java.util.Optional;
import org.argosy.storage.StoredFile;

/** OpenAI's file object. A file is visible only once it is whole, so its status is always {@code processed}. */
record FileJson(
        String object,
        String id,
        String purpose,
        String filename,
        long bytes,
        long createdAt,
        Optional<Long> expiresAt,
        String status,
        Optional<String> statusDetails) {

    static FileJson of(StoredFile file) {
        return new FileJson(
                "file",
                file.id().value(),
                file.purpose().wireName(),
                file.filename(),
                file.bytes(),
                file.createdAt().getEpochSecond(),
                EpochSeconds.of(file.expiresAt()),
                "processed",
                Optional.empty());
    }
}

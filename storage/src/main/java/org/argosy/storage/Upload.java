package org.argosy.storage;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A file that comes in parts. Immutable.
 *
 * @param filename of the file that it becomes
 * @param bytes length that the file must have
 * @param fileLife how long the file is kept; empty for ever
 * @param expiresAt until when it may be completed
 * @param file what it became; empty unless it was completed
 */
public record Upload(
        UploadId id,
        TenantId tenant,
        String filename,
        FilePurpose purpose,
        long bytes,
        Optional<Duration> fileLife,
        Instant createdAt,
        Instant expiresAt,
        UploadStatus status,
        Optional<FileId> file) {

    /** The same after it became this file. */
    public Upload completed(FileId became) {
        return in(UploadStatus.COMPLETED, Optional.of(became));
    }

    /** The same after its time was over. */
    public Upload expired() {
        return in(UploadStatus.EXPIRED, Optional.empty());
    }

    private Upload in(UploadStatus other, Optional<FileId> became) {
        return new Upload(id, tenant, filename, purpose, bytes, fileLife, createdAt, expiresAt, other, became);
    }
}

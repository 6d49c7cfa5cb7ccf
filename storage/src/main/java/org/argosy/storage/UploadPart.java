package org.argosy.storage;

import java.time.Instant;

/**
 * A run of bytes that may become a segment of a file.
 *
 * @param objectKey where the bytes are
 */
public record UploadPart(String id, UploadId upload, String objectKey, long bytes, Instant createdAt) {}

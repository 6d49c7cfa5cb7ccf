package org.argosy.storage;

import java.time.Instant;
import java.util.Optional;

/**
 * A named byte sequence that a tenant owns. Its bytes are its segments, one after the other.
 *
 * @param bytes length of the content
 * @param expiresAt when it will be deleted; empty when it is kept until its owner deletes it
 */
public record StoredFile(
        FileId id,
        TenantId tenant,
        FilePurpose purpose,
        String filename,
        long bytes,
        Instant createdAt,
        Optional<Instant> expiresAt) {}

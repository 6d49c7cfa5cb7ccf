package org.argosy.api.uploads;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.argosy.storage.Ids;
import org.argosy.storage.TenantId;
import org.argosy.storage.Upload;
import org.argosy.storage.UploadId;
import org.argosy.storage.UploadStatus;
import org.argosy.storage.db.UploadRepository;

/** Begins uploads and gives them up. Safe for use by any number of threads. */
public final class Uploads {

    /** How long an upload may take, as at OpenAI. */
    private static final Duration LIFE = Duration.ofHours(1);

    private final UploadRepository uploads;
    private final Clock clock;

    public Uploads(UploadRepository uploads, Clock clock) {
        this.uploads = uploads;
        this.clock = clock;
    }

    /** A new upload, which takes parts from now on. */
    public Upload begin(TenantId tenant, UploadRequest request) {
        Instant now = now();
        Upload upload = new Upload(
                Ids.upload(),
                tenant,
                request.filename(),
                request.purpose(),
                request.bytes(),
                request.life(),
                now,
                now.plus(LIFE),
                UploadStatus.PENDING,
                Optional.empty());
        uploads.add(upload);
        return upload;
    }

    /** The upload, cancelled. Asking again is no error. */
    public Upload cancel(TenantId tenant, UploadId id) {
        Instant now = now();
        uploads.cancel(tenant, id, now);
        Upload upload = uploads.find(tenant, id, now).orElseThrow(() -> UploadRefusals.noSuch(id));
        if (upload.status() != UploadStatus.CANCELLED) {
            throw UploadRefusals.ended(upload, "cancel");
        }
        return upload;
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}

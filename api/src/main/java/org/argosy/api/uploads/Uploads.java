package org.argosy.api.uploads;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.Function;
import org.argosy.api.files.StorageRoom;
import org.argosy.storage.CreateCall;
import org.argosy.storage.CreateResult;
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
    private final StorageRoom room;
    private final Function<Upload, String> answer;
    private final Clock clock;

    /**
     * @param answer what a client is told of an upload
     */
    public Uploads(UploadRepository uploads, StorageRoom room, Function<Upload, String> answer, Clock clock) {
        this.uploads = uploads;
        this.room = room;
        this.answer = answer;
        this.clock = clock;
    }

    /** Makes an upload for whose file there is room, and which takes parts from now on, unless this call made one before. */
    public CreateResult begin(CreateCall call, UploadRequest request) {
        Instant now = now();
        if (!uploads.mayRepeat(call, now)) {
            room.admit(call.tenant(), request.bytes());
        }
        Upload upload = new Upload(
                Ids.upload(),
                call.tenant(),
                request.filename(),
                request.purpose(),
                request.bytes(),
                request.life(),
                now,
                now.plus(LIFE),
                UploadStatus.PENDING,
                Optional.empty());
        return uploads.add(upload, call, answer.apply(upload));
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

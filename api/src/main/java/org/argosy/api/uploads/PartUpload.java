package org.argosy.api.uploads;

import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.argosy.api.error.ApiError;
import org.argosy.api.error.ApiException;
import org.argosy.api.error.Invalid;
import org.argosy.api.files.LimitedStream;
import org.argosy.api.files.StorageRoom;
import org.argosy.api.files.UploadForm;
import org.argosy.api.files.UploadLanes;
import org.argosy.storage.Ids;
import org.argosy.storage.TenantId;
import org.argosy.storage.Upload;
import org.argosy.storage.UploadId;
import org.argosy.storage.UploadPart;
import org.argosy.storage.UploadStatus;
import org.argosy.storage.db.UploadRepository;
import org.argosy.storage.objects.ObjectKeys;
import org.argosy.storage.objects.ObjectStore;
import org.argosy.storage.objects.ObjectStoreException;
import org.argosy.storage.tenants.QuotaExceededException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a part of an upload, streaming it into the object store; any number may come at once. A refused part leaves
 * nothing. A part that is sent again, because its answer was lost, is a new part that nobody asks for: twice the bytes of
 * the file are room for some of those, and no more, so that an upload cannot fill the store. Safe for use by any number
 * of threads.
 */
public final class PartUpload {

    /** As at OpenAI. */
    public static final long MAX_BYTES = 64L << 20;

    private static final Logger log = LoggerFactory.getLogger(PartUpload.class);
    private static final String DATA = "data";
    private static final String ADD = "add parts to";

    private final UploadRepository uploads;
    private final ObjectStore objects;
    private final UploadLanes lanes;
    private final StorageRoom room;
    private final Clock clock;

    public PartUpload(UploadRepository uploads, ObjectStore objects, UploadLanes lanes, StorageRoom room, Clock clock) {
        this.uploads = uploads;
        this.objects = objects;
        this.lanes = lanes;
        this.room = room;
        this.clock = clock;
    }

    /** The upload that this part is for, if it takes parts and its tenant has room; to be asked before the body is read. */
    public Upload admit(TenantId tenant, UploadId id) {
        Upload upload = find(tenant, id);
        room.admit(tenant, 1);
        return upload;
    }

    private Upload find(TenantId tenant, UploadId id) {
        Upload upload = uploads.find(tenant, id, clock.instant()).orElseThrow(() -> UploadRefusals.noSuch(id));
        if (upload.status() != UploadStatus.PENDING) {
            throw UploadRefusals.ended(upload, ADD);
        }
        return upload;
    }

    /** Stores the part in the form. Blocks for as long as the client sends. */
    public UploadPart receive(Upload upload, UploadForm form) {
        String id = Ids.withPrefix("part_");
        String key = ObjectKeys.part(upload.id(), id);
        UploadForm.Part data = only(form.next());
        long bytes = lanes.put(
                key, new LimitedStream(room.bound(upload.tenant(), data.content()), MAX_BYTES, PartUpload::tooLarge));
        UploadPart part =
                new UploadPart(id, upload.id(), key, bytes, clock.instant().truncatedTo(ChronoUnit.MILLIS));
        try {
            if (form.next().isPresent()) {
                throw new ApiException(new ApiError.BadRequest("A part's form has one field, 'data'."));
            }
            add(upload, part);
        } catch (ApiException | QuotaExceededException e) {
            discard(key, e);
            throw e;
        }
        return part;
    }

    private void add(Upload upload, UploadPart part) {
        long maxBytes = 2 * upload.bytes() + MAX_BYTES;
        if (!uploads.addPart(part, UploadCompletion.MAX_PARTS, maxBytes)) {
            find(upload.tenant(), upload.id());
            throw new ApiException(new ApiError.BadRequest("This upload takes no more parts: it may have "
                    + UploadCompletion.MAX_PARTS + " of " + maxBytes + " bytes together."));
        }
    }

    private static UploadForm.Part only(Optional<UploadForm.Part> part) {
        UploadForm.Part data = part.orElseThrow(() -> Invalid.missing(DATA));
        if (!data.name().equals(DATA)) {
            throw Invalid.unknown(data.name());
        }
        return data;
    }

    private static ApiException tooLarge() {
        return new ApiException(new ApiError.TooLarge("A part of an upload may have " + MAX_BYTES + " bytes."));
    }

    private void discard(String key, RuntimeException because) {
        try {
            objects.delete(List.of(key));
        } catch (ObjectStoreException e) {
            because.addSuppressed(e);
            log.atWarn().addKeyValue("object", key).setCause(e).log("object of a refused part was left behind");
        }
    }
}

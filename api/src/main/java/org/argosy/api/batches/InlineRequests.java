package org.argosy.api.batches;

import java.io.InputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.argosy.api.files.Purposes;
import org.argosy.api.files.UploadLanes;
import org.argosy.api.json.Fingerprint;
import org.argosy.storage.FileId;
import org.argosy.storage.FilePurpose;
import org.argosy.storage.Ids;
import org.argosy.storage.Segment;
import org.argosy.storage.StoredFile;
import org.argosy.storage.TenantId;
import org.argosy.storage.objects.ObjectKeys;
import org.argosy.storage.objects.ObjectStore;
import org.argosy.storage.objects.ObjectStoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps requests that came in the body of a create call as an input file like any other. Safe for use by any number of
 * threads.
 */
public final class InlineRequests {

    private static final Logger LOG = LoggerFactory.getLogger(InlineRequests.class);
    private static final String FILENAME = "requests.jsonl";

    private final UploadLanes lanes;
    private final ObjectStore objects;

    public InlineRequests(UploadLanes lanes, ObjectStore objects) {
        this.lanes = lanes;
        this.objects = objects;
    }

    /**
     * Requests whose bytes are in the store and that no row tells of yet.
     *
     * @param bytes of all of them; 0 when there are none
     * @param sha256 of them, in hexadecimal
     */
    public record Stored(FileId file, long bytes, String sha256) {}

    /** Stores them, one on each line. Blocks for as long as the client sends. */
    public Stored store(InputStream lines) {
        FileId id = Ids.file();
        MessageDigest digest = Fingerprint.sha256();
        long bytes = lanes.put(ObjectKeys.file(id), new DigestInputStream(lines, digest));
        return new Stored(id, bytes, Fingerprint.hex(digest.digest()));
    }

    /** The file that they become; it lives as long as an uploaded input of a batch. */
    static StoredFile describe(Stored stored, TenantId tenant, Instant now) {
        Optional<Instant> end = Purposes.life(FilePurpose.BATCH).map(now::plus);
        return new StoredFile(stored.file(), tenant, FilePurpose.BATCH, FILENAME, stored.bytes(), now, end);
    }

    static Segment segment(Stored stored) {
        return new Segment(0, ObjectKeys.file(stored.file()), stored.bytes(), 0);
    }

    /** Deletes what belongs to no batch; what cannot be deleted now is swept by age. */
    public void discard(Stored stored) {
        try {
            objects.delete(List.of(ObjectKeys.file(stored.file())));
        } catch (ObjectStoreException e) {
            LOG.atWarn()
                    .addKeyValue("file", stored.file())
                    .setCause(e)
                    .log("The requests of a refused batch were left behind");
        }
    }
}

package org.argosy.api.files;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.argosy.api.error.Invalid;
import org.argosy.storage.FileId;
import org.argosy.storage.FilePurpose;
import org.argosy.storage.Ids;
import org.argosy.storage.Limits;
import org.argosy.storage.Segment;
import org.argosy.storage.StoredFile;
import org.argosy.storage.TenantId;
import org.argosy.storage.db.FileRepository;
import org.argosy.storage.objects.ObjectKeys;
import org.argosy.storage.objects.ObjectStore;
import org.argosy.storage.objects.ObjectStoreException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes an uploaded file, streaming it into the object store whatever the order of the form's parts, and records it once
 * its bytes are safe. A refused or broken upload leaves nothing. When the record cannot be written the object is left
 * alone, for the write may have happened all the same; an object without a record is swept by age. Safe for use by any
 * number of threads.
 */
public final class FileUpload {

    private static final Logger log = LoggerFactory.getLogger(FileUpload.class);
    private static final String FILE = "file";

    private final FileRepository files;
    private final ObjectStore objects;
    private final UploadLanes lanes;
    private final Limits limits;
    private final Clock clock;

    public FileUpload(FileRepository files, ObjectStore objects, UploadLanes lanes, Limits limits, Clock clock) {
        this.files = files;
        this.objects = objects;
        this.lanes = lanes;
        this.limits = limits;
        this.clock = clock;
    }

    /**
     * Refuses a request whose length alone says that the file in it is too large.
     *
     * @param requestBytes length of the request's body, negative when unknown
     */
    public void admit(long requestBytes) {
        long formOverhead = 1 << 20;
        if (requestBytes - formOverhead > limits.fileBytes()) {
            throw UploadStream.tooLarge(limits.fileBytes());
        }
    }

    /** Stores the file of the form. Blocks for as long as the client sends. */
    public StoredFile receive(TenantId tenant, UploadForm form) {
        FileId id = Ids.file();
        UploadFields fields = new UploadFields();
        @Nullable Received received = null;
        StoredFile file;
        try {
            for (Optional<UploadForm.Part> next = form.next(); next.isPresent(); next = form.next()) {
                UploadForm.Part part = next.get();
                if (!part.name().equals(FILE)) {
                    fields.add(part);
                } else if (received == null) {
                    received = store(id, part, fields);
                } else {
                    throw Invalid.duplicate(FILE);
                }
            }
            file = describe(id, tenant, fields, received);
        } catch (RuntimeException e) {
            if (received != null) {
                discard(received.key(), e);
            }
            throw e;
        }
        files.addUploaded(file, new Segment(0, ObjectKeys.file(id), file.bytes(), 0));
        return file;
    }

    private Received store(FileId id, UploadForm.Part part, UploadFields fields) {
        String key = ObjectKeys.file(id);
        UploadStream content = new UploadStream(part.content(), limits.fileBytes(), fields::sayBatch);
        long bytes = lanes.put(key, content);
        return new Received(key, FileNames.clean(part.filename()), bytes, content);
    }

    private StoredFile describe(FileId id, TenantId tenant, UploadFields fields, @Nullable Received received) {
        FilePurpose purpose = fields.purpose();
        Optional<Duration> life = fields.life();
        if (received == null) {
            throw Invalid.missing(FILE);
        }
        if (purpose == FilePurpose.BATCH) {
            received.content().requireJsonl();
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        return new StoredFile(id, tenant, purpose, received.filename(), received.bytes(), now, life.map(now::plus));
    }

    private void discard(String key, RuntimeException because) {
        try {
            objects.delete(List.of(key));
        } catch (ObjectStoreException e) {
            because.addSuppressed(e);
            log.atWarn().addKeyValue("object", key).setCause(e).log("object of a refused upload was left behind");
        }
    }

    private record Received(String key, String filename, long bytes, UploadStream content) {}
}

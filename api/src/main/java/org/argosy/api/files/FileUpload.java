package org.argosy.api.files;

import java.io.InputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.argosy.api.error.Invalid;
import org.argosy.api.json.Fingerprint;
import org.argosy.storage.CreateCall;
import org.argosy.storage.CreateResult;
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
import org.argosy.storage.tenants.QuotaExceededException;
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
    private final StorageRoom room;
    private final Limits limits;
    private final Function<StoredFile, String> answer;
    private final Clock clock;

    /**
     * @param answer what a client is told of a file
     */
    public FileUpload(
            FileRepository files,
            ObjectStore objects,
            UploadLanes lanes,
            StorageRoom room,
            Limits limits,
            Function<StoredFile, String> answer,
            Clock clock) {
        this.files = files;
        this.objects = objects;
        this.lanes = lanes;
        this.room = room;
        this.limits = limits;
        this.answer = answer;
        this.clock = clock;
    }

    /**
     * Refuses a request whose length alone says that the file in it is too large, or that its tenant has no room for it.
     * A call that may have been made before needs no room.
     *
     * @param requestBytes length of the request's body, negative when unknown
     */
    public void admit(CreateCall call, long requestBytes) {
        long formOverhead = 1 << 20;
        if (requestBytes - formOverhead > limits.fileBytes()) {
            throw UploadStream.tooLarge(limits.fileBytes());
        }
        if (!mayRepeat(call)) {
            room.admit(call.tenant(), Math.max(1, requestBytes - formOverhead));
        }
    }

    /**
     * Stores the file of the form, unless this call stored it before. Blocks for as long as the client sends.
     *
     * @param call what it asks for is found out here
     */
    public CreateResult receive(CreateCall call, UploadForm form) {
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
                    received = store(id, call, part, fields);
                } else {
                    throw Invalid.duplicate(FILE);
                }
            }
            if (received == null) {
                fields.life();
                throw Invalid.missing(FILE);
            }
            file = describe(id, call.tenant(), fields, received);
        } catch (RuntimeException e) {
            if (received != null) {
                discard(received.key(), e);
            }
            throw e;
        }
        Segment content = new Segment(0, ObjectKeys.file(id), file.bytes(), 0);
        CreateCall asking = call.asking(fingerprint(file, fields, received));
        CreateResult result = add(file, content, asking);
        if (!(result instanceof CreateResult.Made)) {
            discard(content.objectKey());
        }
        return result;
    }

    private CreateResult add(StoredFile file, Segment content, CreateCall call) {
        try {
            return files.addUploaded(file, content, call, answer.apply(file));
        } catch (QuotaExceededException e) {
            discard(content.objectKey(), e);
            throw e;
        }
    }

    private static String fingerprint(StoredFile file, UploadFields fields, Received received) {
        return Fingerprint.of(List.of(file.filename(), fields.toString(), received.sha256()));
    }

    private boolean mayRepeat(CreateCall call) {
        return files.mayRepeat(call, clock.instant());
    }

    private Received store(FileId id, CreateCall call, UploadForm.Part part, UploadFields fields) {
        String key = ObjectKeys.file(id);
        MessageDigest digest = Fingerprint.sha256();
        InputStream digested = new DigestInputStream(
                mayRepeat(call) ? part.content() : room.bound(call.tenant(), part.content()), digest);
        UploadStream content = new UploadStream(digested, limits.fileBytes(), fields::sayBatch);
        long bytes = lanes.put(key, content);
        return new Received(key, FileNames.clean(part.filename()), bytes, content, Fingerprint.hex(digest.digest()));
    }

    private StoredFile describe(FileId id, TenantId tenant, UploadFields fields, Received received) {
        FilePurpose purpose = fields.purpose();
        Optional<Duration> life = fields.life();
        if (purpose == FilePurpose.BATCH) {
            received.content().requireJsonl();
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        return new StoredFile(id, tenant, purpose, received.filename(), received.bytes(), now, life.map(now::plus));
    }

    private void discard(String key) {
        try {
            objects.delete(List.of(key));
        } catch (ObjectStoreException e) {
            log.atWarn().addKeyValue("object", key).setCause(e).log("object of a repeated upload was left behind");
        }
    }

    private void discard(String key, RuntimeException because) {
        try {
            objects.delete(List.of(key));
        } catch (ObjectStoreException e) {
            because.addSuppressed(e);
            log.atWarn().addKeyValue("object", key).setCause(e).log("object of a refused upload was left behind");
        }
    }

    private record Received(String key, String filename, long bytes, UploadStream content, String sha256) {}
}

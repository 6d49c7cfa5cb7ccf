package org.argosy.api.uploads;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.argosy.api.error.ApiError;
import org.argosy.api.error.ApiException;
import org.argosy.api.error.Invalid;
import org.argosy.api.files.FileContent;
import org.argosy.api.files.FirstLineCheck;
import org.argosy.storage.FilePurpose;
import org.argosy.storage.Ids;
import org.argosy.storage.Segment;
import org.argosy.storage.StoredFile;
import org.argosy.storage.TenantId;
import org.argosy.storage.Upload;
import org.argosy.storage.UploadId;
import org.argosy.storage.UploadPart;
import org.argosy.storage.UploadStatus;
import org.argosy.storage.db.FileRepository;
import org.argosy.storage.db.UploadRepository;
import org.argosy.storage.objects.ObjectKeys;

/**
 * Makes a file of an upload: its parts become the file's segments where they are, so that the largest file takes as long
 * as the smallest, unless its MD5 is asked for. A call that comes again, because its answer was lost, gets that answer.
 * Safe for use by any number of threads.
 */
public final class UploadCompletion {

    /** Parts that an upload may have. */
    public static final int MAX_PARTS = 10_000;

    private final UploadRepository uploads;
    private final FileRepository files;
    private final FileContent content;
    private final Clock clock;

    public UploadCompletion(UploadRepository uploads, FileRepository files, FileContent content, Clock clock) {
        this.uploads = uploads;
        this.files = files;
        this.content = content;
        this.clock = clock;
    }

    /** An upload that was completed, and its file. */
    public record Completed(Upload upload, StoredFile file) {}

    /** Completes a pending upload. Reads the whole content when an MD5 is given, else a few bytes at most. */
    public Completed complete(TenantId tenant, UploadId id, CompletionRequest request) {
        Upload upload = find(tenant, id);
        if (upload.status() != UploadStatus.PENDING) {
            return repeated(upload, request);
        }
        List<UploadPart> parts = parts(upload, request);
        check(upload, parts, request);
        StoredFile file = describe(upload);
        if (!uploads.complete(id, file, parts)) {
            return repeated(find(tenant, id), request);
        }
        return new Completed(upload.completed(file.id()), file);
    }

    private Upload find(TenantId tenant, UploadId id) {
        return uploads.find(tenant, id, clock.instant()).orElseThrow(() -> UploadRefusals.noSuch(id));
    }

    private List<UploadPart> parts(Upload upload, CompletionRequest request) {
        Map<String, UploadPart> known =
                uploads.parts(upload.id()).stream().collect(Collectors.toMap(UploadPart::id, Function.identity()));
        for (String part : request.parts()) {
            if (!known.containsKey(part)) {
                throw Invalid.value(CompletionRequest.PARTS, part, "The upload has no such part.");
            }
        }
        return request.parts().stream().map(known::get).toList();
    }

    private void check(Upload upload, List<UploadPart> parts, CompletionRequest request) {
        long bytes = parts.stream().mapToLong(UploadPart::bytes).sum();
        if (bytes != upload.bytes()) {
            throw new ApiException(new ApiError.BadRequest("The parts have " + bytes
                    + " bytes together, but the upload was created for a file of " + upload.bytes() + " bytes."));
        }
        List<Segment> segments = IntStream.range(0, parts.size())
                .mapToObj(i ->
                        new Segment(i, parts.get(i).objectKey(), parts.get(i).bytes(), 0))
                .toList();
        String name = upload.id().value();
        try {
            if (upload.purpose() == FilePurpose.BATCH) {
                try (var stream = content.open(name, segments, 0, bytes)) {
                    FirstLineCheck.require(stream, CompletionRequest.PARTS);
                }
            }
            if (request.md5().isPresent()) {
                try (var stream = content.open(name, segments, 0, bytes)) {
                    Md5.require(stream, request.md5().get());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the parts of " + name + " cannot be read", e);
        }
    }

    private StoredFile describe(Upload upload) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        return new StoredFile(
                Ids.file(),
                upload.tenant(),
                upload.purpose(),
                upload.filename(),
                upload.bytes(),
                now,
                upload.fileLife().map(now::plus));
    }

    /** What the same call answered before, while its file is there. */
    private Completed repeated(Upload upload, CompletionRequest request) {
        return upload.file()
                .filter(file -> keys(upload, request)
                        .equals(files.segments(file).stream()
                                .map(Segment::objectKey)
                                .toList()))
                .flatMap(file -> files.find(upload.tenant(), file, clock.instant()))
                .map(file -> new Completed(upload, file))
                .orElseThrow(() -> UploadRefusals.ended(upload, "complete"));
    }

    private static List<String> keys(Upload upload, CompletionRequest request) {
        return request.parts().stream()
                .map(part -> ObjectKeys.part(upload.id(), part))
                .toList();
    }
}

package org.argosy.api.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Optional;
import org.argosy.api.batches.NoSuchBatch;
import org.argosy.api.files.FileContent;
import org.argosy.api.files.NoSuchFile;
import org.argosy.api.files.Readers;
import org.argosy.api.identity.Caller;
import org.argosy.storage.BatchId;
import org.argosy.storage.FileId;
import org.argosy.storage.StoredFile;
import org.argosy.storage.db.FileRepository;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;

/** {@code /v1/files/{id}/content} and a batch's provenance: the bytes, or one range of them. */
@Controller
final class FileContentController {

    private final FileRepository files;
    private final FileContent content;
    private final Readers readers;
    private final Clock clock;

    FileContentController(FileRepository files, FileContent content, Readers readers, Clock clock) {
        this.files = files;
        this.content = content;
        this.readers = readers;
        this.clock = clock;
    }

    @GetMapping("/v1/files/{id}/content")
    void content(Caller caller, @PathVariable("id") FileId id, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        StoredFile file = files.find(caller.scope(), id, clock.instant()).orElseThrow(() -> NoSuchFile.of(id));
        send(caller, file, '"' + id.value() + '"', request, response);
    }

    /** How the lines of a batch came about so far; it grows while the batch runs. */
    @GetMapping("/v1/batches/{id}/provenance")
    void provenance(
            Caller caller, @PathVariable("id") BatchId id, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        StoredFile file = files.findProvenance(caller.scope(), id, clock.instant())
                .orElseThrow(() -> NoSuchBatch.withProvenance(id));
        send(caller, file, '"' + file.id().value() + "-" + file.bytes() + '"', request, response);
    }

    private void send(
            Caller caller, StoredFile file, String tag, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        Optional<ByteRange> asked = ByteRange.asked(request, tag, file.bytes());
        ByteRange range = asked.orElse(new ByteRange(0, file.bytes()));
        try (Readers.Reader _ = readers.enter(caller.tenant());
                InputStream bytes = content.open(file, range.offset(), range.length())) {
            response.setStatus(asked.isPresent() ? HttpServletResponse.SC_PARTIAL_CONTENT : HttpServletResponse.SC_OK);
            response.setContentType(MediaType.APPLICATION_OCTET_STREAM_VALUE);
            response.setContentLengthLong(range.length());
            response.setHeader(HttpHeaders.CONTENT_DISPOSITION, disposition(file.filename()));
            response.setHeader(HttpHeaders.ACCEPT_RANGES, "bytes");
            response.setHeader(HttpHeaders.ETAG, tag);
            if (asked.isPresent()) {
                response.setHeader(HttpHeaders.CONTENT_RANGE, range.contentRange(file.bytes()));
            }
            if (!request.getMethod().equals("HEAD")) {
                bytes.transferTo(response.getOutputStream());
            }
        }
    }

    private static String disposition(String filename) {
        ContentDisposition.Builder attachment = ContentDisposition.attachment();
        boolean ascii = StandardCharsets.US_ASCII.newEncoder().canEncode(filename);
        return (ascii ? attachment.filename(filename) : attachment.filename(filename, StandardCharsets.UTF_8))
                .build()
                .toString();
    }
}

package org.argosy.api.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.argosy.api.error.Invalid;
import org.argosy.api.results.FinishedLines;
import org.argosy.api.results.LineCursor;
import org.argosy.api.results.ResultPages;
import org.argosy.storage.BatchId;
import org.argosy.storage.Scope;
import org.argosy.storage.db.ResultLines;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;

/** {@code /v1/batches/{id}/results}: finished lines, byte for byte as they stand in the files, while the batch runs too. */
@Controller
final class ResultsController {

    static final String LAST_ID = "Argosy-Last-Id";
    static final String STATUS = "Argosy-Batch-Status";

    private static final String JSON_LINES = "application/jsonl";
    private static final int STANDARD_LIMIT = 100;
    private static final int MAX_LIMIT = 1_000;

    /** After this many bytes a page takes no further line. */
    private static final long PAGE_BYTES = 8L << 20;

    private final ResultPages pages;

    ResultsController(ResultPages pages) {
        this.pages = pages;
    }

    @GetMapping("/v1/batches/{id}/results")
    void results(Scope scope, @PathVariable("id") BatchId id, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        ListQuery query = new ListQuery(request);
        ResultLines lines = pages.find(scope, id);
        LineCursor start = ResultPages.start(id, lines, query.after());
        if (wantsLines(request)) {
            refuseLimit(query);
            sendLines(id, lines, start, request, response);
        } else {
            sendPage(id, lines, start, query.limit(STANDARD_LIMIT, MAX_LIMIT), request, response);
        }
    }

    private static boolean wantsLines(HttpServletRequest request) {
        @Nullable String accept = request.getHeader(HttpHeaders.ACCEPT);
        return accept != null && accept.contains(JSON_LINES);
    }

    private static void refuseLimit(ListQuery query) {
        Optional<String> limit = query.parameter("limit");
        if (limit.isPresent()) {
            throw Invalid.value("limit", limit.get(), "Only JSON pages have a limit; JSON lines are all there are.");
        }
    }

    private void sendPage(
            BatchId id,
            ResultLines lines,
            LineCursor start,
            int limit,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        try (FinishedLines finished = pages.open(id, lines, start)) {
            response.setContentType(MediaType.APPLICATION_JSON_VALUE);
            if (request.getMethod().equals("HEAD")) {
                return;
            }
            OutputStream out = response.getOutputStream();
            write(out, "{\"object\":\"list\",\"data\":[");
            for (int i = 0; i < limit && finished.hasNext() && bytes(start, finished.position()) < PAGE_BYTES; i++) {
                if (i > 0) {
                    out.write(',');
                }
                finished.copyNext(out);
            }
            write(
                    out,
                    "],\"last_id\":\"" + finished.position().text(id) + "\",\"has_more\":" + finished.hasNext()
                            + ",\"status\":\"" + lines.status().wireName() + "\"}");
        }
    }

    private void sendLines(
            BatchId id, ResultLines lines, LineCursor start, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        LineCursor end = FinishedLines.end(lines);
        try (FinishedLines finished = pages.open(id, lines, start)) {
            response.setContentType(JSON_LINES);
            response.setContentLengthLong(bytes(start, end));
            response.setHeader(LAST_ID, end.text(id));
            response.setHeader(STATUS, lines.status().wireName());
            if (!request.getMethod().equals("HEAD")) {
                OutputStream out = response.getOutputStream();
                while (finished.hasNext()) {
                    finished.copyNext(out);
                    out.write('\n');
                }
            }
        }
    }

    private static long bytes(LineCursor from, LineCursor to) {
        return to.output() - from.output() + to.error() - from.error();
    }

    private static void write(OutputStream out, String ascii) throws IOException {
        out.write(ascii.getBytes(StandardCharsets.US_ASCII));
    }
}

package org.argosy.api.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.argosy.api.error.Invalid;
import org.argosy.api.files.Readers;
import org.argosy.api.identity.Caller;
import org.argosy.api.results.Lines;
import org.argosy.api.results.ResultPages;
import org.argosy.storage.BatchId;
import org.argosy.storage.BatchStatus;
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

    private static final String FINISHED = "finished";
    private static final String INPUT = "input";
    private static final List<String> ORDERS = List.of(FINISHED, INPUT);
    private static final String JSON_LINES = "application/jsonl";
    private static final int STANDARD_LIMIT = 100;
    private static final int MAX_LIMIT = 1_000;

    /** After this many bytes a page takes no further line. */
    private static final long PAGE_BYTES = 8L << 20;

    private final ResultPages pages;
    private final Readers readers;

    ResultsController(ResultPages pages, Readers readers) {
        this.pages = pages;
        this.readers = readers;
    }

    @GetMapping("/v1/batches/{id}/results")
    void results(
            Caller caller, @PathVariable("id") BatchId id, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        ListQuery query = new ListQuery(request);
        boolean jsonLines = wantsLines(request);
        if (jsonLines) {
            refuseLimit(query);
        }
        int limit = query.limit(STANDARD_LIMIT, MAX_LIMIT);
        boolean asInput = order(query).equals(INPUT);
        ResultLines found = pages.find(caller.scope(), id);
        boolean body = !request.getMethod().equals("HEAD");
        try (Readers.Reader _ = readers.enter(caller.tenant());
                Lines lines = asInput
                        ? pages.asInput(id, found, query.after())
                        : pages.asFinished(id, found, query.after())) {
            if (jsonLines) {
                sendLines(lines, found.status(), response, body);
            } else {
                response.setContentType(MediaType.APPLICATION_JSON_VALUE);
                if (body) {
                    sendPage(lines, found.status(), limit, response.getOutputStream());
                }
            }
        }
    }

    private static boolean wantsLines(HttpServletRequest request) {
        @Nullable String accept = request.getHeader(HttpHeaders.ACCEPT);
        return accept != null && accept.contains(JSON_LINES);
    }

    private static String order(ListQuery query) {
        String order = query.parameter("order").orElse(FINISHED);
        if (!ORDERS.contains(order)) {
            throw Invalid.value("order", order, ORDERS);
        }
        return order;
    }

    private static void refuseLimit(ListQuery query) {
        Optional<String> limit = query.parameter("limit");
        if (limit.isPresent()) {
            throw Invalid.value("limit", limit.get(), "Only JSON pages have a limit; JSON lines are all there are.");
        }
    }

    private static void sendPage(Lines lines, BatchStatus status, int limit, OutputStream out) throws IOException {
        write(out, "{\"object\":\"list\",\"data\":[");
        for (int i = 0; i < limit && lines.hasNext() && lines.copied() < PAGE_BYTES; i++) {
            if (i > 0) {
                out.write(',');
            }
            lines.copyNext(out);
        }
        write(
                out,
                "],\"last_id\":\"" + lines.cursor() + "\",\"has_more\":" + lines.hasNext() + ",\"status\":\""
                        + status.wireName() + "\"}");
    }

    private static void sendLines(Lines lines, BatchStatus status, HttpServletResponse response, boolean body)
            throws IOException {
        response.setContentType(JSON_LINES);
        lines.bytes().ifPresent(response::setContentLengthLong);
        response.setHeader(LAST_ID, lines.endCursor());
        response.setHeader(STATUS, status.wireName());
        if (body) {
            OutputStream out = response.getOutputStream();
            while (lines.hasNext()) {
                lines.copyNext(out);
                out.write('\n');
            }
        }
    }

    private static void write(OutputStream out, String ascii) throws IOException {
        out.write(ascii.getBytes(StandardCharsets.US_ASCII));
    }
}

package org.argosy.api.http;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Optional;
import org.argosy.api.error.ApiError;
import org.argosy.api.error.ApiException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpRange;

/**
 * A run of a file's bytes.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#name-range-requests">RFC 9110, section 14</a>
 */
record ByteRange(long offset, long length) {

    /**
     * The range that a request asks for; empty when it asks for none, or in a way that RFC 9110 lets a server ignore:
     * several ranges, a malformed one, or an {@code If-Range} that names another content.
     */
    static Optional<ByteRange> asked(HttpServletRequest request, String tag, long bytes) {
        String header = request.getHeader(HttpHeaders.RANGE);
        String condition = request.getHeader(HttpHeaders.IF_RANGE);
        if (header == null || (condition != null && !condition.equals(tag))) {
            return Optional.empty();
        }
        List<HttpRange> ranges = parse(header);
        if (ranges.size() != 1) {
            return Optional.empty();
        }
        HttpRange range = ranges.getFirst();
        long start = range.getRangeStart(bytes);
        if (start >= bytes) {
            throw new ApiException(new ApiError.RangeNotSatisfiable(bytes));
        }
        return Optional.of(new ByteRange(start, range.getRangeEnd(bytes) - start + 1));
    }

    String contentRange(long bytes) {
        return "bytes " + offset + "-" + (offset + length - 1) + "/" + bytes;
    }

    private static List<HttpRange> parse(String header) {
        try {
            return HttpRange.parseRanges(header);
        } catch (IllegalArgumentException _) {
            return List.of();
        }
    }
}

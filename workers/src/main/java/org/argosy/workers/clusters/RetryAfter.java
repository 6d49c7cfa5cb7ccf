package org.argosy.workers.clusters;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.jspecify.annotations.Nullable;

/**
 * The header that says when to come back: seconds, or a date.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#name-retry-after">RFC 9110, section 10.2.3</a>
 */
final class RetryAfter {

    private static final Duration LONGEST = Duration.ofHours(1);

    private RetryAfter() {}

    /** The wait, at most an hour; a header that cannot be read counts as none. */
    static Optional<Duration> of(HttpFields headers) {
        return parse(headers.get(HttpHeader.RETRY_AFTER), Optional.ofNullable(headers.get(HttpHeader.DATE)));
    }

    /**
     * @param date the answer's own date, against which a date is taken so that clocks may differ
     */
    static Optional<Duration> parse(@Nullable String value, Optional<String> date) {
        if (value == null || value.isBlank()) {
            return Optional.empty();
        }
        try {
            String text = value.strip();
            Duration wait = Character.isDigit(text.charAt(0))
                    ? Duration.ofMillis(
                            (long) (Math.min(Double.parseDouble(text), (double) LONGEST.toSeconds()) * 1000))
                    : Duration.between(date.map(RetryAfter::instant).orElseThrow(), instant(text));
            return Optional.of(wait.isNegative() ? Duration.ZERO : wait.compareTo(LONGEST) > 0 ? LONGEST : wait);
        } catch (NumberFormatException | DateTimeException | java.util.NoSuchElementException _) {
            return Optional.empty();
        }
    }

    private static Instant instant(String text) {
        return ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
    }
}

package org.argosy.api.http;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.argosy.api.error.Invalid;
import org.argosy.storage.Scope;
import org.argosy.storage.db.UsageRepository;
import org.jspecify.annotations.Nullable;

/** Reads what a request asks of usage. */
final class UsageQuery {

    private static final Map<String, Duration> BUCKETS = Map.of("1h", Duration.ofHours(1), "1d", Duration.ofDays(1));
    private static final Duration STANDARD_SPAN = Duration.ofDays(1);
    /** As far as PostgreSQL's dates and everybody's needs go. */
    private static final Instant LAST = Instant.parse("9999-12-31T00:00:00Z");

    private UsageQuery() {}

    static UsageRepository.Query read(ListQuery query, Scope scope, Instant now) {
        Instant to = time(query, "to").orElse(now);
        Instant from = time(query, "from").orElseGet(() -> to.minus(STANDARD_SPAN));
        String name = query.parameter("bucket").orElse("1h");
        @Nullable Duration bucket = BUCKETS.get(name);
        if (bucket == null) {
            throw Invalid.value("bucket", name, List.of("1h", "1d"));
        }
        Optional<String> model = query.parameter("model").map(given -> given.replace('\0', ' '));
        return new UsageRepository.Query(scope, from, to, bucket, model);
    }

    private static Optional<Instant> time(ListQuery query, String param) {
        return query.parameter(param).map(text -> {
            Instant time;
            try {
                time = parse(text);
            } catch (DateTimeException | NumberFormatException _) {
                throw refused(param, text);
            }
            if (time.isBefore(Instant.EPOCH) || time.isAfter(LAST)) {
                throw refused(param, text);
            }
            return time;
        });
    }

    private static Instant parse(String text) {
        if (text.matches("[0-9]+")) {
            return Instant.ofEpochSecond(Long.parseLong(text));
        }
        try {
            return LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
        } catch (DateTimeParseException _) {
            return Instant.parse(text);
        }
    }

    private static RuntimeException refused(String param, String text) {
        return Invalid.value(
                param,
                text,
                "A time is seconds since 1970, or like 2026-11-24 or 2026-11-24T12:00:00Z, not before 1970.");
    }
}

package org.argosy.api.http;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.argosy.api.error.Invalid;
import org.argosy.storage.db.SortOrder;
import org.jspecify.annotations.Nullable;

/** Reads the query of a listing, with OpenAI's errors for what does not fit. */
final class ListQuery {

    private static final Map<String, SortOrder> ORDERS =
            Map.of("asc", SortOrder.OLDEST_FIRST, "desc", SortOrder.NEWEST_FIRST);

    private final HttpServletRequest request;

    ListQuery(HttpServletRequest request) {
        this.request = request;
    }

    int limit(int standard, int max) {
        Optional<String> given = parameter("limit");
        if (given.isEmpty()) {
            return standard;
        }
        String text = given.get();
        if (!text.matches("[+-]?[0-9]+")) {
            throw Invalid.type("limit", "an integer", "a string");
        }
        if (text.startsWith("-") || text.matches("\\+?0+")) {
            throw Invalid.belowMin("limit", 1, text);
        }
        String digits = text.replaceFirst("^\\+?0*", "");
        if (digits.length() > 9 || Integer.parseInt(digits) > max) {
            throw Invalid.aboveMax("limit", max, text);
        }
        return Integer.parseInt(digits);
    }

    SortOrder order() {
        String given = parameter("order").orElse("desc");
        @Nullable SortOrder order = ORDERS.get(given);
        if (order == null) {
            throw Invalid.value("order", given, List.of("asc", "desc"));
        }
        return order;
    }

    /** The cursor. A NUL, which no id has and PostgreSQL cannot store, is replaced, so that it finds nothing. */
    Optional<String> after() {
        return parameter("after").map(after -> after.replace('\0', ' '));
    }

    Optional<String> parameter(String name) {
        return Optional.ofNullable(request.getParameter(name)).filter(value -> !value.isEmpty());
    }
}

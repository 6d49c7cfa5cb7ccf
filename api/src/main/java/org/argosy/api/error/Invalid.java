package org.argosy.api.error;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The refusals of a parameter, in OpenAI's words. */
public final class Invalid {

    private static final int SHOWN = 200;

    private Invalid() {}

    public static ApiException missing(String param) {
        return of("Missing required parameter: '" + param + "'.", param, "missing_required_parameter");
    }

    public static ApiException unknown(String param) {
        return of("Unknown parameter: '" + shown(param) + "'.", shown(param), "unknown_parameter");
    }

    public static ApiException duplicate(String param) {
        return of("The parameter '" + param + "' is there more than once.", param, "duplicate_parameter");
    }

    /**
     * @param expected and
     * @param actual with their articles, for example {@code a string}
     */
    public static ApiException type(String param, String expected, String actual) {
        return of(
                "Invalid type for '" + param + "': expected " + expected + ", but got " + actual + " instead.",
                param,
                "invalid_type");
    }

    public static ApiException value(String param, String actual, String rule) {
        return of("Invalid value: '" + shown(actual) + "'. " + rule, param, "invalid_value");
    }

    public static ApiException value(String param, String actual, Collection<String> supported) {
        return value(param, actual, "Supported values are: " + listed(List.copyOf(supported)) + ".");
    }

    public static ApiException belowMin(String param, long min, String actual) {
        return of(
                "Invalid '" + param + "': integer below minimum value. Expected a value >= " + min + ", but got "
                        + actual + " instead.",
                param,
                "integer_below_min_value");
    }

    public static ApiException aboveMax(String param, long max, String actual) {
        return of(
                "Invalid '" + param + "': integer above maximum value. Expected a value <= " + max + ", but got "
                        + actual + " instead.",
                param,
                "integer_above_max_value");
    }

    public static ApiException tooLong(String param, int max, int actual) {
        return of(
                "Invalid '" + param + "': string too long. Expected a string with maximum length " + max
                        + ", but got a string with length " + actual + " instead.",
                param,
                "string_above_max_length");
    }

    public static ApiException of(String message, String param, String code) {
        return new ApiException(new ApiError.BadRequest(message, Optional.of(param), Optional.of(code)));
    }

    private static String listed(List<String> values) {
        if (values.size() == 1) {
            return quoted(values.getFirst());
        }
        String init =
                values.stream().limit(values.size() - 1L).map(Invalid::quoted).collect(Collectors.joining(", "));
        return init + ", and " + quoted(values.getLast());
    }

    private static String quoted(String value) {
        return "'" + value + "'";
    }

    private static String shown(String value) {
        return value.length() <= SHOWN ? value : value.substring(0, SHOWN) + "…";
    }
}

package org.argosy.dispatcher.plan;

import java.util.HashMap;
import java.util.Map;
import org.argosy.storage.Limits;
import org.argosy.storage.Model;
import org.argosy.storage.ModelCatalog;
import org.jspecify.annotations.Nullable;

/**
 * Checks each line of one batch against what the batch API asks of a line, and words the errors as OpenAI does. What the
 * body holds beyond the model is the cluster's to judge. Not thread-safe.
 */
final class LineChecker {

    private static final String MISSING = "missing_required_parameter";
    private static final String INVALID_VALUE = "invalid_value";
    private static final String INVALID_REQUEST = "invalid_request";
    private static final String MODEL = "body.model";

    private final String endpoint;
    private final ModelCatalog catalog;
    private final Limits limits;
    private final int maxCustomIdLength;
    private final ValidationErrors errors;
    private final Map<String, String> served = new HashMap<>();

    LineChecker(String endpoint, ModelCatalog catalog, Limits limits, int maxCustomIdLength, ValidationErrors errors) {
        this.endpoint = endpoint;
        this.catalog = catalog;
        this.limits = limits;
        this.maxCustomIdLength = maxCustomIdLength;
        this.errors = errors;
    }

    /** Tells why a line cannot be taken as a request at all; true when it can. */
    boolean isObject(LineParser.Verdict verdict, long line) {
        switch (verdict) {
            case OBJECT -> {
                return true;
            }
            case NOT_AN_OBJECT -> errors.addLine(INVALID_REQUEST, line, "Each line must be a JSON dictionary object.");
            case NOT_JSON -> errors.addLine("invalid_json_line", line, "This line is not parseable as valid JSON.");
            case NOT_UTF8 -> errors.addLine("invalid_encoding", line, "This line is not valid UTF-8.");
            case TOO_DEEP ->
                errors.addLine(
                        "invalid_json_line",
                        line,
                        "This line nests arrays and objects deeper than %d levels.".formatted(JsonScanner.MAX_DEPTH));
        }
        return false;
    }

    void tooLong(long line) {
        String message = "This line is longer than the %,d bytes that a line may have.".formatted(limits.lineBytes());
        errors.addLine("line_too_long", line, message);
    }

    /** The custom id, or null when there is none that can be used. */
    @Nullable
    String customId(LineParser parsed, long line) {
        Member member = parsed.customId();
        if (!isString(member, "custom_id", line)) {
            return null;
        }
        String id = member.text();
        if (id == null || id.length() > maxCustomIdLength) {
            errors.add(
                    "string_above_max_length",
                    line,
                    "custom_id",
                    "Invalid 'custom_id': string too long. Expected a string with maximum length %d, but got a string with length %d instead."
                            .formatted(maxCustomIdLength, id == null ? 0 : id.length()));
            return null;
        }
        if (!isWellFormed(id)) {
            errors.add(INVALID_VALUE, line, "custom_id", "Invalid 'custom_id': an escaped surrogate has no partner.");
            return null;
        }
        return id;
    }

    void duplicateId(String customId, long line) {
        errors.add(
                "duplicate_custom_id",
                line,
                "custom_id",
                "The custom_id %s for this request is a duplicate of another request. The custom_id parameter must be unique for each request in a batch."
                        .formatted(Quoted.of(customId)));
    }

    /** Checks the rest of the line; the model that it names, or null when the line is invalid. */
    @Nullable
    String model(LineParser parsed, long line) {
        boolean method = isString(parsed.method(), "method", line) && isPost(parsed, line);
        boolean url = isString(parsed.url(), "url", line) && isEndpoint(parsed, line);
        boolean unique = isUnique(parsed, line);
        String model = body(parsed, line);
        return method && url && unique ? model : null;
    }

    private boolean isPost(LineParser parsed, long line) {
        String method = parsed.method().text();
        if ("POST".equals(method)) {
            return true;
        }
        errors.add(
                INVALID_VALUE,
                line,
                "method",
                "Invalid value: %s. Supported values are: 'POST'.".formatted(Quoted.of(String.valueOf(method))));
        return false;
    }

    private boolean isEndpoint(LineParser parsed, long line) {
        if (endpoint.equals(parsed.url().text())) {
            return true;
        }
        errors.add("invalid_url", line, "url", "The URL provided for this request does not match the batch endpoint.");
        return false;
    }

    private boolean isUnique(LineParser parsed, long line) {
        String duplicate = parsed.duplicate();
        if (duplicate == null) {
            return true;
        }
        errors.add(INVALID_REQUEST, line, duplicate, "The parameter '%s' is given twice.".formatted(duplicate));
        return false;
    }

    private @Nullable String body(LineParser parsed, long line) {
        Member body = parsed.body();
        if (!body.present()) {
            errors.add(MISSING, line, "body", "Missing required parameter: 'body'.");
            return null;
        }
        if (!body.isObject()) {
            wrongType("body", "an object", body, line);
            return null;
        }
        boolean complete = hasMessages(parsed, line);
        Member member = parsed.model();
        if (!member.present()) {
            errors.add(MISSING, line, MODEL, "Missing required parameter: 'model'.");
            return null;
        }
        String model = member.text();
        if (model == null) {
            wrongType(MODEL, "a string", member, line);
            return null;
        }
        String served = served(model, line);
        return complete ? served : null;
    }

    private boolean hasMessages(LineParser parsed, long line) {
        if (parsed.messages().present() || !endpoint.equals("/v1/chat/completions")) {
            return true;
        }
        errors.add(MISSING, line, "body.messages", "Missing required parameter: 'messages'.");
        return false;
    }

    /** The model's name as the catalog has it, so that all lines share one string. */
    private @Nullable String served(String model, long line) {
        String seen = served.get(model);
        if (seen != null) {
            return seen;
        }
        Model known = catalog.find(model).orElse(null);
        if (known == null) {
            errors.add(
                    "model_not_found",
                    line,
                    MODEL,
                    "The provided model %s is not supported by the Batch API.".formatted(Quoted.of(model)));
            return null;
        }
        if (!known.endpoints().contains(endpoint)) {
            errors.add(
                    INVALID_REQUEST,
                    line,
                    MODEL,
                    "The model %s does not serve the endpoint %s.".formatted(Quoted.of(model), Quoted.of(endpoint)));
            return null;
        }
        if (served.size() == limits.batchModels()) {
            oneModelTooMany(model, line);
            return null;
        }
        served.put(known.id(), known.id());
        return known.id();
    }

    private void oneModelTooMany(String model, long line) {
        if (limits.batchModels() == 1) {
            errors.add(
                    "mismatched_model",
                    line,
                    MODEL,
                    "The model %s for this request does not match the rest of the batch. Each batch must contain requests for a single model."
                            .formatted(Quoted.of(model)));
        } else {
            errors.add(
                    "too_many_models",
                    line,
                    MODEL,
                    "The model %s is one more than the %d different models that a batch may have."
                            .formatted(Quoted.of(model), limits.batchModels()));
        }
    }

    private boolean isString(Member member, String param, long line) {
        if (!member.present()) {
            errors.add(MISSING, line, param, "Missing required parameter: '%s'.".formatted(param));
            return false;
        }
        if (!member.isString()) {
            wrongType(param, "a string", member, line);
            return false;
        }
        return true;
    }

    private void wrongType(String param, String expected, Member member, long line) {
        errors.add(
                "invalid_type",
                line,
                param,
                "Invalid type for '%s': expected %s, but got %s instead.".formatted(param, expected, member.kind()));
    }

    private static boolean isWellFormed(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isSurrogate(c)) {
                if (Character.isLowSurrogate(c)
                        || i + 1 == text.length()
                        || !Character.isLowSurrogate(text.charAt(i + 1))) {
                    return false;
                }
                i++;
            }
        }
        return true;
    }
}

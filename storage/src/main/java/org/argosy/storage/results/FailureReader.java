package org.argosy.storage.results;

import java.io.InputStream;
import java.util.HashSet;
import java.util.Set;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Reads the reasons in an error file: Argosy's own error codes, the HTTP status of an answer, and the code and type of the
 * error in its body, where OpenAI and vLLM have them. Holds no line. Not for use by several threads at once.
 */
public final class FailureReader implements AutoCloseable {

    private static final int LONGEST_REASON = 256;
    private static final Set<String> REASONS = Set.of(
            "/error/code",
            "/response/status_code",
            "/response/body/error/code",
            "/response/body/error/type",
            "/response/body/code",
            "/response/body/type");

    private final JsonParser parser;
    private final Set<String> reasons = new HashSet<>();
    private String customId = "";

    /**
     * @param errors is closed with this reader
     */
    public FailureReader(InputStream errors) {
        this.parser = ResultJson.parser(errors);
    }

    /**
     * Goes to the next failure; false when there is none.
     *
     * @throws tools.jackson.core.JacksonException when the file is damaged or cannot be read
     */
    public boolean next() {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            return false;
        }
        reasons.clear();
        int depth = 1;
        while (depth > 0) {
            JsonToken token = parser.nextToken();
            if (token.isStructStart()) {
                depth++;
            } else if (token.isStructEnd()) {
                depth--;
            } else if (token.isScalarValue() && depth <= 4) {
                take();
            }
        }
        return true;
    }

    private void take() {
        String path = parser.streamReadContext().pathAsPointer().toString();
        if (path.equals("/custom_id")) {
            customId = parser.getString();
        } else if (REASONS.contains(path) && parser.getStringLength() <= LONGEST_REASON) {
            reasons.add(parser.getString());
        }
    }

    /** What the client calls the line. */
    public String customId() {
        return customId;
    }

    /** Why it failed, in all the words that there are for it. To be copied before the next step. */
    public Set<String> reasons() {
        return reasons;
    }

    @Override
    public void close() {
        parser.close();
    }
}

package org.argosy.api.files;

import java.io.IOException;
import java.io.InputStream;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.async.ByteArrayFeeder;
import tools.jackson.core.json.JsonFactory;

/**
 * Tells from the bytes that flow past whether a file can be JSON Lines: its first line that is not blank must be one JSON
 * object. Nothing is kept of what was seen, and of a very long line only the beginning is looked at; the planner looks at
 * all of them. Not thread-safe.
 */
public final class FirstLineCheck {

    private static final long LOOKED_AT = 1 << 20;
    private static final int BUFFER = 16 << 10;
    private static final JsonFactory JSON = new JsonFactory();

    private final JsonParser parser = JSON.createNonBlockingByteArrayParser(ObjectReadContext.empty());
    private final ByteArrayFeeder feeder = (ByteArrayFeeder) parser.nonBlockingInputFeeder();
    private State state = State.BLANK;
    private int depth;
    private long seen;

    private enum State {
        BLANK,
        IN_OBJECT,
        AFTER_OBJECT,
        GOOD,
        BAD
    }

    /**
     * Reads as much of a content as it takes to tell.
     *
     * @param param how the error names the content
     * @throws org.argosy.api.error.ApiException when it cannot be a batch input
     */
    public static void require(InputStream content, String param) throws IOException {
        FirstLineCheck check = new FirstLineCheck();
        byte[] buffer = new byte[BUFFER];
        for (int read = content.read(buffer); read >= 0 && !check.decided(); read = content.read(buffer)) {
            check.see(buffer, 0, read);
        }
        if (!check.passed()) {
            throw UploadStream.notJsonl(param);
        }
    }

    void see(byte[] bytes, int offset, int length) {
        int from = offset;
        int end = offset + length;
        while (from < end && !decided()) {
            int to = afterLine(bytes, from, end);
            parse(bytes, from, to);
            if (bytes[to - 1] == '\n') {
                endLine();
            }
            from = to;
        }
    }

    /** True when what came so far cannot be the beginning of a batch input. */
    boolean failed() {
        return state == State.BAD;
    }

    /** Once everything was seen: true when the file may be a batch input. */
    boolean passed() {
        return state == State.GOOD || state == State.AFTER_OBJECT;
    }

    private boolean decided() {
        return state == State.GOOD || state == State.BAD;
    }

    /** The index behind the line break, or the end. */
    private static int afterLine(byte[] bytes, int from, int end) {
        int at = from;
        while (at < end && bytes[at] != '\n') {
            at++;
        }
        return Math.min(at + 1, end);
    }

    private void endLine() {
        switch (state) {
            case IN_OBJECT -> state = State.BAD;
            case AFTER_OBJECT -> state = State.GOOD;
            case BLANK, GOOD, BAD -> {}
        }
    }

    private void parse(byte[] bytes, int from, int to) {
        try {
            feeder.feedInput(bytes, from, to);
            for (JsonToken token = parser.nextToken();
                    token != null && token != JsonToken.NOT_AVAILABLE;
                    token = parser.nextToken()) {
                state = after(token);
                if (state == State.BAD) {
                    return;
                }
            }
        } catch (JacksonException _) {
            state = State.BAD;
        }
        seen += to - from;
        if (state == State.IN_OBJECT && seen >= LOOKED_AT) {
            state = State.GOOD;
        }
    }

    private State after(JsonToken token) {
        if (token.isStructStart()) {
            depth++;
        } else if (token.isStructEnd()) {
            depth--;
        }
        return switch (state) {
            case BLANK -> token == JsonToken.START_OBJECT ? State.IN_OBJECT : State.BAD;
            case IN_OBJECT -> depth == 0 ? State.AFTER_OBJECT : State.IN_OBJECT;
            case AFTER_OBJECT, GOOD, BAD -> State.BAD;
        };
    }
}

package org.argosy.workers.clusters;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.argosy.schemas.avro.TokenUsage;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.async.ByteArrayFeeder;
import tools.jackson.core.json.JsonFactory;

/**
 * Finds {@code id} and {@code usage} of an answer in one pass, without a tree. It knows the names of chat completions
 * ({@code prompt_tokens}, {@code completion_tokens}) and of responses ({@code input_tokens}, {@code output_tokens}). What
 * is no JSON, or has no usage, has none. For one answer; not thread-safe.
 */
final class UsageScanner {

    private static final JsonFactory JSON = new JsonFactory();

    /** More than any answer can have; larger counts are nonsense that no sum should have to bear. */
    private static final long MOST_TOKENS = 1_000_000_000;

    private int depth;
    private boolean inUsage;
    private String name = "";
    private @Nullable String id;
    private boolean found;
    private long input;
    private long cached;
    private long output;
    private long reasoning;
    private long total;

    /** Reads a whole answer. */
    void scan(byte[] json) {
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), json)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                accept(parser, token);
            }
        } catch (JacksonException _) {
            found = false;
        }
    }

    /** A stream of the same bytes, which are scanned as they pass. */
    InputStream tee(InputStream answer) {
        return new Tee(answer);
    }

    /** The answer's own {@code id}. */
    Optional<String> id() {
        return Optional.ofNullable(id);
    }

    @Nullable
    TokenUsage usage() {
        return found ? new TokenUsage(input, cached, output, reasoning, total == 0 ? input + output : total) : null;
    }

    private void accept(JsonParser parser, JsonToken token) {
        switch (token) {
            case START_OBJECT, START_ARRAY -> {
                if (depth == 1 && token == JsonToken.START_OBJECT && name.equals("usage")) {
                    inUsage = true;
                    found = true;
                }
                depth++;
            }
            case END_OBJECT, END_ARRAY -> {
                depth--;
                if (depth == 1) {
                    inUsage = false;
                }
            }
            case PROPERTY_NAME -> {
                if (depth == 1 || inUsage) {
                    name = parser.currentName();
                }
            }
            case VALUE_STRING -> {
                if (depth == 1 && name.equals("id")) {
                    id = parser.getString();
                }
            }
            case VALUE_NUMBER_INT -> {
                if (inUsage) {
                    count(Math.clamp(parser.getValueAsLong(), 0, MOST_TOKENS));
                }
            }
            default -> {}
        }
    }

    private void count(long value) {
        switch (name) {
            case "prompt_tokens", "input_tokens" -> input = value;
            case "completion_tokens", "output_tokens" -> output = value;
            case "total_tokens" -> total = value;
            case "cached_tokens" -> cached = value;
            case "reasoning_tokens" -> reasoning = value;
            default -> {}
        }
    }

    private final class Tee extends FilterInputStream {

        private final JsonParser parser = JSON.createNonBlockingByteArrayParser(ObjectReadContext.empty());
        private boolean readable = true;

        Tee(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int read = super.read(target, offset, length);
            if (read > 0 && readable) {
                feed(target, offset, read);
            }
            return read;
        }

        private void feed(byte[] bytes, int offset, int length) {
            try {
                ((ByteArrayFeeder) parser.nonBlockingInputFeeder()).feedInput(bytes, offset, offset + length);
                for (JsonToken token = parser.nextToken();
                        token != null && token != JsonToken.NOT_AVAILABLE;
                        token = parser.nextToken()) {
                    accept(parser, token);
                }
            } catch (JacksonException _) {
                readable = false;
                found = false;
            }
        }
    }
}

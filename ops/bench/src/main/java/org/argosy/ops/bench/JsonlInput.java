package org.argosy.ops.bench;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A seeded input file whose lines all have the same length; made while it is read, never held.
 *
 * @param firstNumber the number of its first line; lines of the same number and seed are the same
 */
record JsonlInput(int firstNumber, int lines, int lineBytes, String model, String endpoint, long seed, int maxTokens) {

    private static final String WORDS =
            "the quick brown fox jumps over a lazy dog while seven bright stars keep watch ";
    private static final String ID_PREFIX = "line-";

    JsonlInput {
        int shortest = head(firstNumber + lines, model, endpoint, maxTokens).length()
                + tail(endpoint).length()
                + 16;
        if (lineBytes < shortest) {
            throw new IllegalArgumentException("Lines need at least " + shortest + " bytes, not " + lineBytes);
        }
    }

    JsonlInput(int lines, int lineBytes, String model, String endpoint, long seed, int maxTokens) {
        this(0, lines, lineBytes, model, endpoint, seed, maxTokens);
    }

    /** Cuts it into so many inputs that make up the whole, whose numbers of lines differ by one at most. */
    List<JsonlInput> split(int parts) {
        List<JsonlInput> inputs = new ArrayList<>();
        for (int part = 0; part < parts; part++) {
            int from = Math.toIntExact((long) lines * part / parts);
            int to = Math.toIntExact((long) lines * (part + 1) / parts);
            inputs.add(new JsonlInput(firstNumber + from, to - from, lineBytes, model, endpoint, seed, maxTokens));
        }
        return inputs;
    }

    long bytes() {
        return (long) lines * lineBytes;
    }

    InputStream open() {
        return new LineStream();
    }

    byte[] line(int number) {
        var text = new StringBuilder(lineBytes).append(head(number, model, endpoint, maxTokens));
        String tail = tail(endpoint);
        var random = new SplittableRandom(seed * 1_000_003 + number);
        text.append(Long.toHexString(random.nextLong() | Long.MIN_VALUE));
        int start = random.nextInt(WORDS.length());
        while (text.length() < lineBytes - tail.length()) {
            text.append(WORDS, start, WORDS.length());
            start = 0;
        }
        text.setLength(lineBytes - tail.length());
        return text.append(tail).toString().getBytes(StandardCharsets.UTF_8);
    }

    /** The line's number, or -1 for an id that no line of ours has. */
    static int number(String customId) {
        if (!customId.startsWith(ID_PREFIX)) {
            return -1;
        }
        try {
            return Integer.parseInt(customId, ID_PREFIX.length(), customId.length(), 10);
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private static String head(int number, String model, String endpoint, int maxTokens) {
        return "{\"custom_id\":\"" + ID_PREFIX + "%09d".formatted(number) + "\",\"method\":\"POST\",\"url\":\""
                + endpoint
                + "\",\"body\":{\"model\":\"" + model + "\","
                + (maxTokens > 0 && !endpoint.endsWith("/embeddings") ? "\"max_tokens\":" + maxTokens + "," : "")
                + content(endpoint);
    }

    private static String content(String endpoint) {
        return switch (endpoint) {
            case "/v1/chat/completions" -> "\"messages\":[{\"role\":\"user\",\"content\":\"";
            case "/v1/completions" -> "\"prompt\":\"";
            case "/v1/embeddings" -> "\"input\":\"";
            default ->
                throw new IllegalArgumentException("No input is known for the endpoint '" + endpoint
                        + "'; there are /v1/chat/completions, /v1/completions and /v1/embeddings");
        };
    }

    private static String tail(String endpoint) {
        return endpoint.equals("/v1/chat/completions") ? "\"}]}}\n" : "\"}}\n";
    }

    /** Makes each line when the one before has been read. */
    private final class LineStream extends InputStream {

        private int next;
        private byte[] line = new byte[0];
        private int position;

        @Override
        public int read() {
            return fill() ? line[position++] & 0xff : -1;
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            if (!fill()) {
                return -1;
            }
            int done = 0;
            while (done < length && fill()) {
                int count = Math.min(length - done, line.length - position);
                System.arraycopy(line, position, target, offset + done, count);
                position += count;
                done += count;
            }
            return done;
        }

        private boolean fill() {
            if (position < line.length) {
                return true;
            }
            if (next == lines) {
                return false;
            }
            line = line(firstNumber + next++);
            position = 0;
            return true;
        }
    }
}

package org.argosy.api.batches;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.function.Supplier;
import org.argosy.api.error.ApiException;

/**
 * Takes the body of a create call apart while it is read: the elements of the top-level array {@code requests}, which may
 * be many, become lines, byte for byte but for the white space between them and the line breaks between their tokens; all
 * the rest is held. Whether an element is a request, or JSON at all, is not looked at: as a line of a file it will be.
 * Not for use by several threads at once.
 */
public final class CreateBody {

    private static final String REQUESTS = "requests";

    private final InputStream in;
    private final int maxRest;
    private final Supplier<ApiException> restTooLarge;
    private final Supplier<ApiException> notJson;
    private final ByteArrayOutputStream rest = new ByteArrayOutputStream();
    private final StringBuilder name = new StringBuilder();
    private boolean inString;
    private boolean escaped;
    private int depth;
    private boolean naming;
    private boolean found;

    /**
     * @param maxRest bytes that the body may have beside the requests
     * @param restTooLarge thrown when it has more
     * @param notJson thrown where an array of requests is not what it should be
     */
    public CreateBody(
            InputStream body, int maxRest, Supplier<ApiException> restTooLarge, Supplier<ApiException> notJson) {
        this.in = new BufferedInputStream(body);
        this.maxRest = maxRest;
        this.restTooLarge = restTooLarge;
        this.notJson = notJson;
    }

    /** Reads up to the first request; false when the body ends without an array of that name. */
    public boolean findRequests() throws IOException {
        for (int b = in.read(); b >= 0; b = in.read()) {
            keep(b);
            boolean array = !inString && b == '[' && depth == 1 && !naming;
            step(b);
            if (array && !found && name.toString().equals(REQUESTS)) {
                found = true;
                return true;
            }
        }
        return false;
    }

    /** Once the requests were found: one line for each. To be read to its end before the {@link #rest}. */
    public InputStream requests() {
        return new Lines();
    }

    /** The body with an empty array in the place of the requests. */
    public byte[] rest() throws IOException {
        for (int b = in.read(); b >= 0; b = in.read()) {
            keep(b);
        }
        return rest.toByteArray();
    }

    private void keep(int b) {
        if (rest.size() == maxRest) {
            throw restTooLarge.get();
        }
        rest.write(b);
    }

    /** Follows strings and nesting, and the name of the last top-level member. */
    private void step(int b) {
        if (inString) {
            if (naming && depth == 1 && b != '"' && name.length() <= REQUESTS.length()) {
                name.append((char) b);
            }
            stepInString(b);
            return;
        }
        switch (b) {
            case '"' -> {
                inString = true;
                if (naming && depth == 1) {
                    name.setLength(0);
                }
            }
            case '{', '[' -> {
                depth++;
                naming = depth == 1 ? b == '{' : naming;
            }
            case '}', ']' -> depth--;
            case ':' -> naming = depth != 1 && naming;
            case ',' -> naming = depth == 1 || naming;
            default -> {}
        }
    }

    private void stepInString(int b) {
        if (escaped) {
            escaped = false;
        } else if (b == '\\') {
            escaped = true;
        } else if (b == '"') {
            inString = false;
        }
    }

    private final class Lines extends InputStream {

        private static final int ELEMENT_DEPTH = 2;

        private boolean open = true;
        private boolean filled;
        private boolean any;

        @Override
        public int read() throws IOException {
            while (open) {
                int b = in.read();
                if (b < 0) {
                    throw notJson.get();
                }
                if (inString) {
                    if (b == '\n' || b == '\r') {
                        throw notJson.get();
                    }
                    stepInString(b);
                    return b;
                }
                if (depth == ELEMENT_DEPTH && (b == ',' || b == ']')) {
                    if (!filled && (b == ',' || any)) {
                        throw notJson.get();
                    }
                    boolean line = filled;
                    filled = false;
                    any = true;
                    end(b);
                    if (line) {
                        return '\n';
                    }
                } else if (isKept(b)) {
                    filled = true;
                    step(b);
                    return b;
                }
            }
            return -1;
        }

        private void end(int b) {
            if (b == ']') {
                depth--;
                keep(b);
                open = false;
            }
        }

        private boolean isKept(int b) {
            return switch (b) {
                case '\n', '\r' -> false;
                case ' ', '\t' -> depth > ELEMENT_DEPTH;
                default -> true;
            };
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            Objects.checkFromIndexSize(offset, length, target.length);
            int count = 0;
            while (count < length) {
                int b = read();
                if (b < 0) {
                    break;
                }
                target[offset + count++] = (byte) b;
            }
            return count == 0 && length > 0 ? -1 : count;
        }
    }
}

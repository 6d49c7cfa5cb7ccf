package org.argosy.dispatcher.plan;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Where the value of one member of a line stands, in the array that was parsed last. Reused from line to line; not
 * thread-safe.
 */
public final class Member {

    private static final JsonFactory UNESCAPING = new JsonFactory();
    private static final int MAX_INTEGER_DIGITS = 9;

    private final String name;
    private final byte[] nameBytes;
    private byte[] bytes = {};
    private int start;
    private int end;

    Member(String name) {
        this.name = name;
        this.nameBytes = name.getBytes(UTF_8);
    }

    void clear() {
        start = 0;
        end = 0;
    }

    void set(byte[] bytes, int start, int end) {
        this.bytes = bytes;
        this.start = start;
        this.end = end;
    }

    boolean isNamed(byte[] source, int from, int to) {
        int length = to - from;
        return length == nameBytes.length && Arrays.equals(source, from, to, nameBytes, 0, length);
    }

    /** The member's name in its object. */
    public String name() {
        return name;
    }

    /** False when the line has no such member; then nothing else here means anything. */
    public boolean present() {
        return end > start;
    }

    /** Index of the value's first byte, a string's quote included. */
    public int start() {
        return start;
    }

    /** Length of the value in bytes, a string's quotes included. */
    public int length() {
        return end - start;
    }

    public boolean isString() {
        return present() && bytes[start] == '"';
    }

    public boolean isObject() {
        return present() && bytes[start] == '{';
    }

    public boolean isTrue() {
        return present() && bytes[start] == 't';
    }

    /** What kind of value it is, in the words of an error message. */
    public String kind() {
        return switch (bytes[start]) {
            case '"' -> "a string";
            case '{' -> "an object";
            case '[' -> "an array";
            case 't', 'f' -> "a boolean";
            case 'n' -> "null";
            default -> isInteger() ? "an integer" : "a decimal";
        };
    }

    /** The text of a string, escapes resolved; null for any other kind of value. */
    public @Nullable String text() {
        if (!isString()) {
            return null;
        }
        return contains('\\') ? unescape() : new String(bytes, start + 1, end - start - 2, UTF_8);
    }

    /** A whole number from 0 to 999,999,999; {@code otherwise} for any other value. */
    public int integer(int otherwise) {
        if (!present() || end - start > MAX_INTEGER_DIGITS || !isInteger()) {
            return otherwise;
        }
        int number = 0;
        for (int p = start; p < end; p++) {
            number = number * 10 + bytes[p] - '0';
        }
        return number;
    }

    private boolean isInteger() {
        for (int p = start; p < end; p++) {
            if (bytes[p] < '0' || bytes[p] > '9') {
                return false;
            }
        }
        return true;
    }

    private boolean contains(char c) {
        for (int p = start; p < end; p++) {
            if (bytes[p] == c) {
                return true;
            }
        }
        return false;
    }

    private String unescape() {
        try (JsonParser parser = UNESCAPING.createParser(ObjectReadContext.empty(), bytes, start, end - start)) {
            parser.nextToken();
            return parser.getString();
        }
    }
}

package org.argosy.dispatcher.plan;

/**
 * Finds where JSON values end, and checks their grammar (RFC 8259) on the way, without building anything: no text is
 * decoded and no name is kept, so neither a huge number nor a million names costs memory. Positions are indexes into the
 * array; a negative one is {@link #INVALID} or {@link #TOO_DEEP}. Not thread-safe.
 *
 * <p>Bytes above 127 are let through inside strings: that they are UTF-8 is checked elsewhere.
 */
final class JsonScanner {

    static final int INVALID = -1;
    static final int TOO_DEEP = -2;

    /** Deepest nesting, which is also what most JSON libraries of the clusters take. */
    static final int MAX_DEPTH = 500;

    private static final byte[] TRUE = {'t', 'r', 'u', 'e'};
    private static final byte[] FALSE = {'f', 'a', 'l', 's', 'e'};
    private static final byte[] NULL = {'n', 'u', 'l', 'l'};

    private byte[] bytes = {};
    private int end;

    /** Scans this array from now on, up to {@code end}. */
    void reset(byte[] bytes, int end) {
        this.bytes = bytes;
        this.end = end;
    }

    /** True when {@code c} stands at {@code p}. */
    boolean at(int p, char c) {
        return p < end && bytes[p] == c;
    }

    boolean atEnd(int p) {
        return p == end;
    }

    int skipSpace(int from) {
        int p = from;
        while (p < end && (bytes[p] == ' ' || bytes[p] == '\t' || bytes[p] == '\r' || bytes[p] == '\n')) {
            p++;
        }
        return p;
    }

    /** From the closing quote of a name to the value behind its colon. */
    int skipColon(int from) {
        int p = skipSpace(from);
        return at(p, ':') ? skipSpace(p + 1) : INVALID;
    }

    /**
     * The end of the value that starts at {@code p}.
     *
     * @param depth arrays and objects around the value
     */
    int skipValue(int p, int depth) {
        if (p >= end) {
            return INVALID;
        }
        return switch (bytes[p]) {
            case '"' -> skipString(p);
            case '{' -> skipObject(p, depth);
            case '[' -> skipArray(p, depth);
            case 't' -> skipLiteral(p, TRUE);
            case 'f' -> skipLiteral(p, FALSE);
            case 'n' -> skipLiteral(p, NULL);
            default -> skipNumber(p);
        };
    }

    /** The end of the string whose opening quote is at {@code open}. */
    int skipString(int open) {
        int p = open + 1;
        while (true) {
            p = ByteScan.endOfPlainText(bytes, p, end);
            if (p >= end) {
                return INVALID;
            }
            if (bytes[p] == '"') {
                return p + 1;
            }
            p = bytes[p] == '\\' ? skipEscape(p) : INVALID;
            if (p < 0) {
                return p;
            }
        }
    }

    private int skipEscape(int backslash) {
        int p = backslash + 1;
        if (p >= end) {
            return INVALID;
        }
        return switch (bytes[p]) {
            case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> p + 1;
            case 'u' -> skipHex(p + 1);
            default -> INVALID;
        };
    }

    private int skipHex(int from) {
        if (from + 4 > end) {
            return INVALID;
        }
        for (int p = from; p < from + 4; p++) {
            if (Character.digit(bytes[p], 16) < 0) {
                return INVALID;
            }
        }
        return from + 4;
    }

    private int skipObject(int open, int depth) {
        if (depth >= MAX_DEPTH) {
            return TOO_DEEP;
        }
        int p = skipSpace(open + 1);
        if (at(p, '}')) {
            return p + 1;
        }
        while (true) {
            p = at(p, '"') ? skipString(p) : INVALID;
            if (p > 0) {
                p = skipColon(p);
            }
            if (p > 0) {
                p = skipValue(p, depth + 1);
            }
            if (p < 0) {
                return p;
            }
            p = skipSpace(p);
            if (!at(p, ',')) {
                return at(p, '}') ? p + 1 : INVALID;
            }
            p = skipSpace(p + 1);
        }
    }

    private int skipArray(int open, int depth) {
        if (depth >= MAX_DEPTH) {
            return TOO_DEEP;
        }
        int p = skipSpace(open + 1);
        if (at(p, ']')) {
            return p + 1;
        }
        while (true) {
            p = skipValue(p, depth + 1);
            if (p < 0) {
                return p;
            }
            p = skipSpace(p);
            if (!at(p, ',')) {
                return at(p, ']') ? p + 1 : INVALID;
            }
            p = skipSpace(p + 1);
        }
    }

    private int skipLiteral(int p, byte[] literal) {
        if (p + literal.length > end) {
            return INVALID;
        }
        for (int i = 1; i < literal.length; i++) {
            if (bytes[p + i] != literal[i]) {
                return INVALID;
            }
        }
        return p + literal.length;
    }

    private int skipNumber(int from) {
        int p = at(from, '-') ? from + 1 : from;
        int afterInteger = at(p, '0') ? p + 1 : skipDigits(p);
        if (afterInteger == p) {
            return INVALID;
        }
        p = afterInteger;
        if (at(p, '.')) {
            int afterFraction = skipDigits(p + 1);
            if (afterFraction == p + 1) {
                return INVALID;
            }
            p = afterFraction;
        }
        return at(p, 'e') || at(p, 'E') ? skipExponent(p + 1) : p;
    }

    private int skipExponent(int from) {
        int p = at(from, '+') || at(from, '-') ? from + 1 : from;
        int afterDigits = skipDigits(p);
        return afterDigits == p ? INVALID : afterDigits;
    }

    private int skipDigits(int from) {
        int p = from;
        while (p < end && bytes[p] >= '0' && bytes[p] <= '9') {
            p++;
        }
        return p;
    }
}

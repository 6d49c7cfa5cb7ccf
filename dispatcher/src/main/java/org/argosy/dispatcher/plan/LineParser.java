package org.argosy.dispatcher.plan;

import org.jspecify.annotations.Nullable;

/**
 * Checks that a line is a JSON object and finds the members that Argosy needs, as spans of bytes. It runs twice for each
 * line, when the batch is planned and when the line is fed, so it builds no tree and copies nothing.
 *
 * <p>Members are valid until the next call of {@link #parse}. A member that comes twice is kept as it comes first and
 * told by {@link #duplicate()}: programs differ in which of the two they take, so nobody should rely on either. Not
 * thread-safe.
 */
public final class LineParser {

    /** What a line is. */
    public enum Verdict {
        OBJECT,
        NOT_AN_OBJECT,
        NOT_JSON,
        NOT_UTF8,
        TOO_DEEP
    }

    private final JsonScanner scanner = new JsonScanner();

    private final Member customId = new Member("custom_id");
    private final Member method = new Member("method");
    private final Member url = new Member("url");
    private final Member body = new Member("body");
    private final Member model = new Member("model");
    private final Member stream = new Member("stream");
    private final Member messages = new Member("messages");
    private final Member maxTokens = new Member("max_tokens");
    private final Member maxCompletionTokens = new Member("max_completion_tokens");
    private final Member maxOutputTokens = new Member("max_output_tokens");

    private final Member[] ofLine = {customId, method, url, body};
    private final Member[] ofBody = {model, stream, messages, maxTokens, maxCompletionTokens, maxOutputTokens};
    private final Member escapedName = new Member("");

    private byte[] bytes = {};
    private @Nullable String duplicate;

    /** Parses one line, its line end not included. Keeps the array until the next call. */
    public Verdict parse(byte[] line, int offset, int length) {
        clear();
        int end = offset + length;
        bytes = line;
        scanner.reset(line, end);
        if (!ByteScan.isUtf8(line, offset, end)) {
            return Verdict.NOT_UTF8;
        }
        int start = scanner.skipSpace(offset);
        boolean object = scanner.at(start, '{');
        int p = object ? members(start, 0, ofLine, "") : scanner.skipValue(start, 0);
        if (p == JsonScanner.TOO_DEEP) {
            return Verdict.TOO_DEEP;
        }
        if (p < 0 || !scanner.atEnd(scanner.skipSpace(p))) {
            return Verdict.NOT_JSON;
        }
        return object ? Verdict.OBJECT : Verdict.NOT_AN_OBJECT;
    }

    public Member customId() {
        return customId;
    }

    public Member method() {
        return method;
    }

    public Member url() {
        return url;
    }

    public Member body() {
        return body;
    }

    /** {@code body.model}. */
    public Member model() {
        return model;
    }

    /** {@code body.stream}. */
    public Member stream() {
        return stream;
    }

    /** {@code body.messages}. */
    public Member messages() {
        return messages;
    }

    /** A member that the line names twice, for example {@code body.model}; null when there is none. */
    public @Nullable String duplicate() {
        return duplicate;
    }

    /** What the request may cost: a token for four bytes of body and the most tokens that it asks for. */
    public long estimatedTokens() {
        int asked =
                Math.max(maxTokens.integer(0), Math.max(maxCompletionTokens.integer(0), maxOutputTokens.integer(0)));
        return Math.max(1, body.length() / 4) + (long) asked;
    }

    private void clear() {
        duplicate = null;
        for (Member member : ofLine) {
            member.clear();
        }
        for (Member member : ofBody) {
            member.clear();
        }
    }

    /** Goes through an object, keeping the spans of the members that are wanted. */
    private int members(int open, int depth, Member[] wanted, String path) {
        int p = scanner.skipSpace(open + 1);
        if (scanner.at(p, '}')) {
            return p + 1;
        }
        while (true) {
            int name = p;
            p = scanner.at(p, '"') ? scanner.skipString(p) : JsonScanner.INVALID;
            if (p < 0) {
                return p;
            }
            Member member = find(wanted, name, p);
            int value = scanner.skipColon(p);
            p = value < 0 ? value : value(member, value, depth + 1);
            if (p < 0) {
                return p;
            }
            keep(member, value, p, path);
            p = scanner.skipSpace(p);
            if (!scanner.at(p, ',')) {
                return scanner.at(p, '}') ? p + 1 : JsonScanner.INVALID;
            }
            p = scanner.skipSpace(p + 1);
        }
    }

    private int value(@Nullable Member member, int start, int depth) {
        boolean firstBody = member == body && !body.present() && scanner.at(start, '{');
        return firstBody ? members(start, depth, ofBody, "body.") : scanner.skipValue(start, depth);
    }

    private void keep(@Nullable Member member, int start, int end, String path) {
        if (member == null) {
            return;
        }
        if (member.present()) {
            duplicate = path + member.name();
        } else {
            member.set(bytes, start, end);
        }
    }

    private @Nullable Member find(Member[] wanted, int open, int close) {
        for (Member member : wanted) {
            if (member.isNamed(bytes, open + 1, close - 1)) {
                return member;
            }
        }
        return findEscaped(wanted, open, close);
    }

    /** A name may be written with escapes and is then the same name. */
    private @Nullable Member findEscaped(Member[] wanted, int open, int close) {
        if (ByteScan.endOfPlainText(bytes, open + 1, close) == close - 1) {
            return null;
        }
        escapedName.set(bytes, open, close);
        String name = escapedName.text();
        for (Member member : wanted) {
            if (member.name().equals(name)) {
                return member;
            }
        }
        return null;
    }
}

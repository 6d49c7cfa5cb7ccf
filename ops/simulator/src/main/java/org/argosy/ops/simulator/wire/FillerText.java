package org.argosy.ops.simulator.wire;

/** Text of a wanted length that says what it is: no model wrote it. */
final class FillerText {

    private static final String OPENING = "This is a simulated answer; no model read the request. ";
    private static final String FILLER = "The rest is filler, as long as the answer of a model would be. ";
    private static final int BYTES_PER_TOKEN = 4;
    private static final int KEPT_TOKENS = 4096;
    private static final String KEPT = make(KEPT_TOKENS);

    private FillerText() {}

    /** A text of about the given number of tokens, at least the opening sentence. */
    static String of(int tokens) {
        if (tokens > KEPT_TOKENS) {
            return make(tokens);
        }
        return KEPT.substring(0, Math.max(OPENING.length() - 1, tokens * BYTES_PER_TOKEN));
    }

    private static String make(int tokens) {
        int length = Math.max(OPENING.length(), tokens * BYTES_PER_TOKEN);
        var text = new StringBuilder(length + FILLER.length()).append(OPENING);
        while (text.length() < length) {
            text.append(FILLER);
        }
        text.setLength(length);
        return text.toString();
    }
}

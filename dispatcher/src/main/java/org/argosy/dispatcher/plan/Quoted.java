package org.argosy.dispatcher.plan;

/** Makes a user's text fit for an error message: of bounded length, printable, on one line. */
final class Quoted {

    private static final int MAX_LENGTH = 120;

    private Quoted() {}

    static String of(String text) {
        StringBuilder quoted = new StringBuilder("'");
        text.codePoints().limit(MAX_LENGTH).forEach(c -> quoted.appendCodePoint(printable(c) ? c : '\uFFFD'));
        return quoted.append(text.codePointCount(0, text.length()) > MAX_LENGTH ? "…'" : "'")
                .toString();
    }

    private static boolean printable(int codePoint) {
        return !Character.isISOControl(codePoint) && Character.getType(codePoint) != Character.SURROGATE;
    }
}

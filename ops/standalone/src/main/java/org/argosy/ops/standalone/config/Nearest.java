package org.argosy.ops.standalone.config;

import java.util.Collection;
import java.util.Comparator;

/** Finds what somebody probably meant to write. */
final class Nearest {

    private Nearest() {}

    /** A sentence that goes on after "unknown key": the nearest name, else the names there are when they are few. */
    static String hint(String written, Collection<String> known) {
        String nearest = known.stream()
                .min(Comparator.comparingInt((String name) -> distance(written, name))
                        .thenComparing(Comparator.naturalOrder()))
                .orElse("");
        if (!nearest.isEmpty() && distance(written, nearest) <= Math.max(2, written.length() / 3)) {
            return "; did you mean " + nearest + "?";
        }
        return known.size() > 20
                ? ""
                : "; known keys are "
                        + String.join(", ", known.stream().sorted().toList());
    }

    /** Levenshtein's distance, with '-', '_' and '.' taken for the same. */
    private static int distance(String left, String right) {
        int[] previous = new int[right.length() + 1];
        for (int j = 0; j <= right.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= left.length(); i++) {
            int[] current = new int[right.length() + 1];
            current[0] = i;
            for (int j = 1; j <= right.length(); j++) {
                int replace = previous[j - 1] + (plain(left.charAt(i - 1)) == plain(right.charAt(j - 1)) ? 0 : 1);
                current[j] = Math.min(replace, Math.min(previous[j], current[j - 1]) + 1);
            }
            previous = current;
        }
        return previous[right.length()];
    }

    private static char plain(char c) {
        return c == '_' || c == '.' ? '-' : Character.toLowerCase(c);
    }
}

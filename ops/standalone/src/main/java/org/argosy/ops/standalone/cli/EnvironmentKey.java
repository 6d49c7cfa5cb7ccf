package org.argosy.ops.standalone.cli;

import java.util.Map;
import java.util.Optional;

/** The key in {@code ARGOSY_API_KEY}. */
final class EnvironmentKey {

    private static final String VARIABLE = "ARGOSY_API_KEY";
    private static final int SHORTEST = 8;
    private static final int LONGEST = 512;

    private EnvironmentKey() {}

    /** The key that requests carry; empty when the variable is not set or is empty. */
    static Optional<String> toSend(Map<String, String> environment) {
        Optional<String> key = Optional.ofNullable(environment.get(VARIABLE)).filter(text -> !text.isEmpty());
        key.filter(text -> !text.chars().allMatch(c -> c > ' ' && c < 0x7f)).ifPresent(_ -> {
            throw CommandException.unusable(VARIABLE + " has white space or other characters that no key has; set it to"
                    + " letters, digits and punctuation, or unset it.");
        });
        return key;
    }

    /** The first key of a new installation. */
    static Optional<String> chosen(Map<String, String> environment) {
        Optional<String> key = toSend(environment);
        key.filter(text -> text.length() < SHORTEST || text.length() > LONGEST).ifPresent(text -> {
            throw CommandException.unusable(VARIABLE + " has " + text.length() + " characters; the key of a new"
                    + " installation has " + SHORTEST + " to " + LONGEST + ". Choose another, or unset it to have one"
                    + " made.");
        });
        return key;
    }
}

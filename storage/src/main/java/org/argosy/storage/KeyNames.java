package org.argosy.storage;

import java.util.Optional;

/** What a key and its tenant may be called, whoever makes them. */
public final class KeyNames {

    /** Most characters of a name. */
    public static final int MAX_LENGTH = 256;

    private static final String ALL_TENANTS = "*";

    private KeyNames() {}

    /** Why something cannot be a name, as the end of a sentence that begins with what it is; empty when it can. */
    public static Optional<String> problem(String name) {
        int length = name.codePointCount(0, name.length());
        if (length > MAX_LENGTH) {
            return Optional.of("has " + length + " characters; a name has " + MAX_LENGTH + " at most");
        }
        if (name.isBlank()) {
            return Optional.of("is empty");
        }
        if (name.equals(ALL_TENANTS)) {
            return Optional.of("is '*', which stands for all tenants");
        }
        return name.codePoints().anyMatch(KeyNames::unfit)
                ? Optional.of("has control characters or halves of characters")
                : Optional.empty();
    }

    private static boolean unfit(int character) {
        return Character.isISOControl(character) || Character.getType(character) == Character.SURROGATE;
    }
}

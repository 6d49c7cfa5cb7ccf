package org.argosy.storage;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a key allows beside being its tenant. */
public enum KeyRole {
    /** To work with what the tenant has. */
    USER,
    /** To see what every tenant has, to cancel batches, and to manage keys. */
    OPERATOR;

    /** Its name in the database and in JSON. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The role of that name. */
    public static Optional<KeyRole> of(String wireName) {
        return Arrays.stream(values())
                .filter(role -> role.wireName().equals(wireName))
                .findFirst();
    }
}

package org.argosy.storage;

import java.util.Arrays;
import java.util.Locale;

/** Where an upload stands. It leaves {@link #PENDING} once and never comes back. */
public enum UploadStatus {
    /** Takes parts. */
    PENDING,
    /** Its parts are a file. */
    COMPLETED,
    /** Its owner gave it up. */
    CANCELLED,
    /** It was not completed in time. */
    EXPIRED;

    /** The name on the wire and in the database. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static UploadStatus of(String wireName) {
        return Arrays.stream(values())
                .filter(s -> s.wireName().equals(wireName))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no upload has the status " + wireName));
    }
}

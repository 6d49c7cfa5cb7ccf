package org.argosy.storage;

import java.util.Arrays;
import java.util.Optional;

/** What a file is for, with the name that the OpenAI API gives it. */
public enum FilePurpose {
    ASSISTANTS("assistants"),
    BATCH("batch"),
    BATCH_OUTPUT("batch_output"),
    EVALS("evals"),
    FINE_TUNE("fine-tune"),
    USER_DATA("user_data"),
    VISION("vision");

    private final String wireName;

    FilePurpose(String wireName) {
        this.wireName = wireName;
    }

    /** The name on the wire and in the database. */
    public String wireName() {
        return wireName;
    }

    /** The purpose with this name, if there is one. */
    public static Optional<FilePurpose> of(String wireName) {
        return Arrays.stream(values()).filter(p -> p.wireName.equals(wireName)).findFirst();
    }
}

package org.argosy.api.files;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.argosy.api.error.Invalid;
import org.argosy.storage.FilePurpose;

/** What a client may upload files for, and how long they are kept when it does not say. */
public final class Purposes {

    private static final Set<FilePurpose> UPLOADABLE = EnumSet.complementOf(EnumSet.of(FilePurpose.BATCH_OUTPUT));
    private static final Duration BATCH_INPUT_LIFE = Duration.ofDays(30);

    private Purposes() {}

    /**
     * The purpose with this name.
     *
     * @param param how errors name it
     */
    public static FilePurpose uploadable(String name, String param) {
        return FilePurpose.of(name)
                .filter(UPLOADABLE::contains)
                .orElseThrow(() -> Invalid.value(
                        param,
                        name,
                        UPLOADABLE.stream().map(FilePurpose::wireName).toList()));
    }

    /** How long a file is kept whose owner did not say; empty for ever. */
    public static Optional<Duration> life(FilePurpose purpose) {
        return purpose == FilePurpose.BATCH ? Optional.of(BATCH_INPUT_LIFE) : Optional.empty();
    }
}

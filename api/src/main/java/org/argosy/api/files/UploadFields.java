package org.argosy.api.files;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.argosy.api.error.Invalid;
import org.argosy.storage.FilePurpose;
import org.jspecify.annotations.Nullable;

/** The text fields of an upload, in whatever order they come. Not thread-safe. */
final class UploadFields {

    private static final String PURPOSE = "purpose";
    private static final String ANCHOR = "expires_after[anchor]";
    private static final String SECONDS = "expires_after[seconds]";
    private static final List<String> KNOWN = List.of(PURPOSE, ANCHOR, SECONDS);
    private static final int MAX_BYTES = 1024;

    private final Map<String, String> values = new LinkedHashMap<>();

    void add(UploadForm.Part part) {
        if (!KNOWN.contains(part.name())) {
            throw Invalid.unknown(part.name());
        }
        if (values.putIfAbsent(part.name(), text(part)) != null) {
            throw Invalid.duplicate(part.name());
        }
    }

    /** True when the purpose has arrived and asks for a batch input. */
    boolean sayBatch() {
        return FilePurpose.BATCH.wireName().equals(values.get(PURPOSE));
    }

    FilePurpose purpose() {
        String purpose = values.get(PURPOSE);
        if (purpose == null) {
            throw Invalid.missing(PURPOSE);
        }
        return Purposes.uploadable(purpose, PURPOSE);
    }

    /** How long the file is kept; empty for ever. */
    Optional<Duration> life() {
        @Nullable String anchor = values.get(ANCHOR);
        @Nullable String seconds = values.get(SECONDS);
        if (anchor == null && seconds == null) {
            return Purposes.life(purpose());
        }
        if (anchor == null) {
            throw Invalid.missing(ANCHOR);
        }
        if (seconds == null) {
            throw Invalid.missing(SECONDS);
        }
        return Optional.of(ExpiresAfter.of(anchor, ANCHOR, parse(seconds), SECONDS));
    }

    /** What the fields say, whatever their order. */
    @Override
    public String toString() {
        return new TreeMap<>(values).toString();
    }

    private static long parse(String seconds) {
        try {
            return Long.parseLong(seconds);
        } catch (NumberFormatException _) {
            throw Invalid.type(SECONDS, "an integer", "a string");
        }
    }

    private static String text(UploadForm.Part part) {
        try (InputStream content = part.content()) {
            byte[] bytes = content.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw Invalid.of(
                        "Invalid '" + part.name() + "': string too long. Expected at most " + MAX_BYTES + " bytes.",
                        part.name(),
                        "string_above_max_length");
            }
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

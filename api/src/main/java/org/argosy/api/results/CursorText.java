package org.argosy.api.results;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.zip.CRC32C;
import org.argosy.storage.BatchId;

/** Writes and reads cursors: numbers with a check sum that belongs to the batch, so that another batch's cursor is none. */
final class CursorText {

    private static final Pattern TEXT = Pattern.compile("[a-z][0-9](\\.[0-9a-f]{1,15}){1,4}\\.[0-9a-f]{8}");

    private CursorText() {}

    /**
     * @param kind a letter and a version
     */
    static String write(BatchId batch, String kind, long... numbers) {
        String places =
                LongStream.of(numbers).mapToObj(Long::toHexString).collect(Collectors.joining(".", kind + ".", ""));
        CRC32C check = new CRC32C();
        check.update((batch.value() + places).getBytes(UTF_8));
        return places + "." + String.format("%08x", check.getValue());
    }

    /** The numbers of a cursor of that kind and batch; empty when the text is none. */
    static Optional<long[]> read(BatchId batch, String kind, String text) {
        if (!TEXT.matcher(text).matches() || !text.startsWith(kind + ".")) {
            return Optional.empty();
        }
        String[] parts = text.split("\\.", -1);
        long[] numbers = Arrays.stream(parts, 1, parts.length - 1)
                .mapToLong(hex -> Long.parseLong(hex, 16))
                .toArray();
        return Optional.of(numbers).filter(n -> write(batch, kind, n).equals(text));
    }
}

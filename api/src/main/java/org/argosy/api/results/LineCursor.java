package org.argosy.api.results;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;
import org.argosy.storage.BatchId;

/**
 * A place in the order in which a batch's lines finished: how much of each content lies before it. It stays good while
 * the batch runs and after it, because bytes are only added at the ends. Immutable.
 */
public record LineCursor(long provenance, long output, long error) {

    public static final LineCursor START = new LineCursor(0, 0, 0);

    private static final Pattern TEXT =
            Pattern.compile("f1\\.([0-9a-f]{1,15})\\.([0-9a-f]{1,15})\\.([0-9a-f]{1,15})\\.[0-9a-f]{8}");

    /** As clients carry it. Its check sum belongs to the batch, so that another batch's cursor is none. */
    public String text(BatchId batch) {
        String places =
                "f1." + Long.toHexString(provenance) + "." + Long.toHexString(output) + "." + Long.toHexString(error);
        CRC32C check = new CRC32C();
        check.update((batch.value() + places).getBytes(UTF_8));
        return places + "." + String.format("%08x", check.getValue());
    }

    /** The cursor that was told of that batch; empty when the text is none. */
    public static Optional<LineCursor> parse(BatchId batch, String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        LineCursor cursor = new LineCursor(hex(matcher, 1), hex(matcher, 2), hex(matcher, 3));
        return Optional.of(cursor).filter(c -> c.text(batch).equals(text));
    }

    private static long hex(Matcher matcher, int group) {
        return Long.parseLong(matcher.group(group), 16);
    }
}

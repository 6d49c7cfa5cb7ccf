package org.argosy.ops.standalone.config;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A number of bytes, written like {@code 16MB} (decimal), {@code 64MiB} (binary) or plain {@code 4096}.
 *
 * @param bytes not negative
 */
public record DataSize(long bytes) {

    private static final Pattern TEXT = Pattern.compile("(\\d+(?:\\.\\d+)?)\\s*([a-z]*)");
    private static final Map<String, Long> UNITS = Map.of(
            "", 1L,
            "b", 1L,
            "kb", 1_000L,
            "mb", 1_000_000L,
            "gb", 1_000_000_000L,
            "tb", 1_000_000_000_000L,
            "kib", 1L << 10,
            "mib", 1L << 20,
            "gib", 1L << 30);

    /** Reads the form a person writes. */
    public static DataSize parse(String text) {
        Matcher matcher = TEXT.matcher(text.strip().toLowerCase(Locale.ROOT));
        Long unit = matcher.matches() ? UNITS.get(matcher.group(2)) : null;
        if (unit == null) {
            throw new SettingException("", "is no size: '" + text + "'; write one like 16MB, 64MiB or 4096");
        }
        return new DataSize(new BigDecimal(matcher.group(1))
                .multiply(BigDecimal.valueOf(unit))
                .longValue());
    }

    /** The same for a limit that the code keeps in an int. */
    int asInt() {
        return (int) Math.min(bytes, Integer.MAX_VALUE);
    }
}

package org.argosy.api.batches;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The completion windows that clients may ask for: OpenAI's {@code 24h}, and as an extension any whole number of seconds,
 * minutes, hours or days within two bounds. Immutable.
 *
 * @param min the shortest window
 * @param max the longest; when it equals {@code min}, the only one
 */
public record CompletionWindows(Duration min, Duration max) {

    private static final String OPENAI = "24h";
    private static final Pattern WINDOW = Pattern.compile("([1-9][0-9]{0,8})([smhd])");

    public CompletionWindows {
        if (!min.isPositive() || min.compareTo(max) > 0) {
            throw new IllegalArgumentException("completion windows from " + min + " to " + max);
        }
    }

    /** From an hour to a week. */
    public static CompletionWindows defaults() {
        return new CompletionWindows(Duration.ofHours(1), Duration.ofDays(7));
    }

    /** OpenAI's own: 24 hours. */
    public static CompletionWindows openai() {
        return new CompletionWindows(Duration.ofHours(24), Duration.ofHours(24));
    }

    /** The length of the window; empty when it is none that may be asked for. */
    Optional<Duration> parse(String window) {
        if (window.equals(OPENAI)) {
            return Optional.of(Duration.ofHours(24));
        }
        Matcher matcher = WINDOW.matcher(window);
        if (min.equals(max) || !matcher.matches()) {
            return Optional.empty();
        }
        long count = Long.parseLong(matcher.group(1));
        Duration length = switch (matcher.group(2)) {
            case "s" -> Duration.ofSeconds(count);
            case "m" -> Duration.ofMinutes(count);
            case "h" -> Duration.ofHours(count);
            default -> Duration.ofDays(count);
        };
        return Optional.of(length).filter(l -> l.compareTo(min) >= 0 && l.compareTo(max) <= 0);
    }

    /** What may be asked for, as a sentence. */
    String rule() {
        return min.equals(max)
                ? "Value must be '24h'."
                : "Value must be '24h', or a whole number of s, m, h or d between '" + shown(min) + "' and '"
                        + shown(max) + "'.";
    }

    private static String shown(Duration d) {
        if (d.equals(Duration.ofDays(d.toDays()))) {
            return d.toDays() + "d";
        }
        return d.equals(Duration.ofHours(d.toHours())) ? d.toHours() + "h" : d.toSeconds() + "s";
    }
}

package org.argosy.api.events;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How much of a batch's life a client has been told: it follows from the batch's own row, so any process can go on where
 * another stopped. Immutable.
 *
 * @param states states told, from the first on
 * @param version of the progress that was told last
 */
public record EventId(int states, long version) {

    /** Nothing was told. */
    public static final EventId NONE = new EventId(0, -1);

    private static final Pattern TEXT = Pattern.compile("([0-9])\\.([0-9]{1,18})");

    /** The id that a client remembers; {@link #NONE} when it remembers none that makes sense. */
    public static EventId parse(@Nullable String text) {
        return Optional.ofNullable(text)
                .map(TEXT::matcher)
                .filter(Matcher::matches)
                .map(m -> new EventId(Integer.parseInt(m.group(1)), Long.parseLong(m.group(2))))
                .orElse(NONE);
    }

    /** As it is sent. Before there is any progress the version counts as 0. */
    public String text() {
        return states + "." + Math.max(0, version);
    }
}

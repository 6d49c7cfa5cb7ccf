package org.argosy.api.files;

import java.time.Duration;
import java.util.List;
import org.argosy.api.error.Invalid;
import org.argosy.api.json.JsonMembers;

/** OpenAI's rule for how long a file may be kept: from an hour to 30 days after its creation. */
public final class ExpiresAfter {

    private static final String CREATED_AT = "created_at";
    private static final long MIN_SECONDS = Duration.ofHours(1).toSeconds();
    private static final long MAX_SECONDS = Duration.ofDays(30).toSeconds();

    private ExpiresAfter() {}

    /**
     * The length of time in a JSON object.
     *
     * @param param the object's name, in errors
     */
    public static Duration of(JsonMembers object, String param) {
        object.allowOnly(List.of("anchor", "seconds"));
        return of(object.string("anchor"), param + ".anchor", object.integer("seconds"), param + ".seconds");
    }

    /**
     * The length of time, checked.
     *
     * @param anchorParam how errors name the anchor
     * @param secondsParam how errors name the seconds
     */
    public static Duration of(String anchor, String anchorParam, long seconds, String secondsParam) {
        if (!anchor.equals(CREATED_AT)) {
            throw Invalid.value(anchorParam, anchor, List.of(CREATED_AT));
        }
        if (seconds < MIN_SECONDS) {
            throw Invalid.belowMin(secondsParam, MIN_SECONDS, Long.toString(seconds));
        }
        if (seconds > MAX_SECONDS) {
            throw Invalid.aboveMax(secondsParam, MAX_SECONDS, Long.toString(seconds));
        }
        return Duration.ofSeconds(seconds);
    }
}

package org.argosy.dispatcher.webhooks;

import java.util.Locale;

/** How a try ended, for metrics. */
enum Outcome {
    DELIVERED,
    /** The endpoint answered with another status than 2xx. */
    REFUSED,
    TIMED_OUT,
    UNREACHABLE,
    /** The endpoint is where nothing may be sent to. */
    FORBIDDEN;

    String tag() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}

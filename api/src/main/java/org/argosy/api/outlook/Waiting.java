package org.argosy.api.outlook;

import java.util.Locale;

/** Why nothing of a batch is being worked on. */
public enum Waiting {
    /** It, its model, or every cluster of its model is paused. */
    PAUSED,
    /** Its tenant's quota has no room for it yet. */
    QUOTA,
    /** No worker serves the model, or none of its clusters can be reached. */
    OUTAGE,
    /** The model is not loaded, or is loading. */
    COLD_MODEL,
    /** Others are before it. */
    QUEUE;

    /** As it is written. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}

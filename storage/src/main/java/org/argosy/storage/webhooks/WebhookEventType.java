package org.argosy.storage.webhooks;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.argosy.storage.BatchState;

/** The kinds of events that are told: the ways in which a batch can end. */
public enum WebhookEventType {
    BATCH_COMPLETED("batch.completed"),
    BATCH_FAILED("batch.failed"),
    BATCH_EXPIRED("batch.expired"),
    BATCH_CANCELLED("batch.cancelled");

    private final String wireName;

    WebhookEventType(String wireName) {
        this.wireName = wireName;
    }

    /** The name on the wire and in the database. */
    public String wireName() {
        return wireName;
    }

    /** The type with this name. */
    public static Optional<WebhookEventType> find(String wireName) {
        return Arrays.stream(values())
                .filter(type -> type.wireName.equals(wireName))
                .findFirst();
    }

    public static List<String> wireNames() {
        return Arrays.stream(values()).map(WebhookEventType::wireName).toList();
    }

    /** The type of the event that tells of this end. */
    public static WebhookEventType of(BatchState.Ended state) {
        return switch (state) {
            case BatchState.Completed _ -> BATCH_COMPLETED;
            case BatchState.Failed _ -> BATCH_FAILED;
            case BatchState.Expired _ -> BATCH_EXPIRED;
            case BatchState.Cancelled _ -> BATCH_CANCELLED;
        };
    }
}

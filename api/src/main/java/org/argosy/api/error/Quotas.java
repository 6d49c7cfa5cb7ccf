package org.argosy.api.error;

import java.util.Objects;
import org.argosy.storage.tenants.QuotaExceededException;

/** What a client is told when its tenant has no room. */
public final class Quotas {

    private static final int TOO_MANY = 429;
    private static final int TOO_LARGE = 413;

    private Quotas() {}

    public static ApiError error(QuotaExceededException refused) {
        String message = Objects.requireNonNull(refused.getMessage());
        return switch (refused.quota()) {
            case OPEN_BATCHES -> new ApiError.QuotaExceeded(TOO_MANY, message, "open_batches");
            case BYTES -> new ApiError.QuotaExceeded(TOO_LARGE, message, "storage");
            case ENQUEUED_TOKENS -> new ApiError.QuotaExceeded(TOO_MANY, message, "token");
        };
    }
}

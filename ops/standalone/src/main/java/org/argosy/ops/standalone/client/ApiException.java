package org.argosy.ops.standalone.client;

import java.time.Duration;
import java.util.Optional;

/** The server answered with an error. */
public final class ApiException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private static final int TOO_MANY = 429;
    private static final int NOT_IMPLEMENTED = 501;

    private final int status;
    private final boolean passes;
    private final transient Optional<Duration> retryAfter;

    ApiException(int status, String message) {
        this(status, message, true, Optional.empty());
    }

    /**
     * @param mayRetry false where the server says that the same would be refused again
     * @param retryAfter when the server wants to be asked again
     */
    ApiException(int status, String message, boolean mayRetry, Optional<Duration> retryAfter) {
        super(message);
        this.status = status;
        this.passes = mayRetry && (status == TOO_MANY || (status >= 500 && status != NOT_IMPLEMENTED));
        this.retryAfter = retryAfter;
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }

    /** Whether the same may succeed a while later. */
    public boolean passes() {
        return passes;
    }

    /** How long the server wants to be left alone. */
    public Optional<Duration> retryAfter() {
        return retryAfter;
    }
}

package org.argosy.ops.simulator.wire;

/** The request is answered with an error. Carries no stack trace: it is an answer, not a fault of the program. */
public final class RefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient ApiError error;

    public RefusedException(ApiError error) {
        super(error.message(), null, false, false);
        this.error = error;
    }

    public ApiError error() {
        return error;
    }
}

package org.argosy.ops.standalone.platform;

/** The platform cannot start. The message is one sentence for the operator. */
public final class PlatformException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    PlatformException(String message) {
        super(message);
    }

    PlatformException(String message, Throwable cause) {
        super(message, cause);
    }
}

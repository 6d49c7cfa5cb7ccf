package org.argosy.ops.embedded;

/** An embedded service could not be prepared, started or stopped; the message says which, where and what to do. */
public class EmbeddedServiceException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public EmbeddedServiceException(String message) {
        super(message);
    }

    public EmbeddedServiceException(String message, Throwable cause) {
        super(message, cause);
    }
}

package org.argosy.ops.standalone.client;

import java.net.URI;

/** Nobody answers, or not to the end. May heal with time. */
public final class UnreachableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnreachableException(URI server, Throwable cause) {
        super("The server at " + server + " does not answer", cause);
    }
}

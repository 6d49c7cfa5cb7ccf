package org.argosy.storage.db;

/**
 * Somebody else wrote first, so that what this write was based on is no longer true. Nothing was changed; read again and
 * decide anew.
 */
public final class StaleWriteException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public StaleWriteException(String message) {
        super(message);
    }
}

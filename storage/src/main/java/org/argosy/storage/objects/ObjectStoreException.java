package org.argosy.storage.objects;

/** The object store failed or could not be reached. Trying again later may succeed. */
public class ObjectStoreException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public ObjectStoreException(String message, Throwable cause) {
        super(message, cause);
    }
}

package org.argosy.storage.objects;

/** The object store does not take these credentials, or does not allow them this call. Trying again does not help. */
public final class ObjectStoreRefusedException extends ObjectStoreException {

    private static final long serialVersionUID = 1L;

    public ObjectStoreRefusedException(String message, Throwable cause) {
        super(message, cause);
    }
}

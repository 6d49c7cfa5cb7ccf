package org.argosy.storage.objects;

/** There is no object with that key. Trying again does not help. */
public final class ObjectNotFoundException extends ObjectStoreException {

    private static final long serialVersionUID = 1L;

    public ObjectNotFoundException(String key, Throwable cause) {
        super("no object " + key, cause);
    }
}

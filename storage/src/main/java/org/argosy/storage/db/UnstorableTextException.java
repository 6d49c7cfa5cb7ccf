package org.argosy.storage.db;

/** A text that PostgreSQL cannot hold. No name or id in the database is like it, and trying again does not help. */
public final class UnstorableTextException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    UnstorableTextException(String what) {
        super("text with " + what + " cannot be stored");
    }
}

package org.argosy.storage;

/** What became of a {@link CreateCall}. */
public sealed interface CreateResult {

    /** It made something. */
    record Made(String answer) implements CreateResult {}

    /**
     * It was made before.
     *
     * @param answer the answer of that time, byte for byte
     */
    record Repeated(String answer) implements CreateResult {}

    /** Another call has its key; nothing was made. */
    record KeyTaken() implements CreateResult {}
}

package org.argosy.storage;

/**
 * Whose rows a read sees. A tenant is the scope of what it owns; to see more has to be said in so many words, so that no
 * read is unscoped because somebody forgot.
 */
public sealed interface Scope permits TenantId, Scope.Everything {

    /** What all tenants own: for operators alone. */
    Scope EVERYTHING = new Everything();

    /** The scope without a bound. */
    record Everything() implements Scope {}
}

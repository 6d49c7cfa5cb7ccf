package org.argosy.storage;

import static java.util.Objects.requireNonNull;

/** Names a tenant. Opaque to clients. */
public record TenantId(String value) implements Scope {

    public TenantId {
        requireNonNull(value, "value");
    }

    @Override
    public String toString() {
        return value;
    }
}

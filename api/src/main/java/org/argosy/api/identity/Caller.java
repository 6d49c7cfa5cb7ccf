package org.argosy.api.identity;

import org.argosy.storage.ApiKey;
import org.argosy.storage.KeyRole;
import org.argosy.storage.Scope;
import org.argosy.storage.TenantId;

/**
 * Who sent a request. Immutable.
 *
 * @param tenant who owns what it makes
 * @param key id of the key that it came with
 */
public record Caller(TenantId tenant, String key, KeyRole role) {

    static Caller of(ApiKey.Identity identity) {
        return new Caller(identity.tenant(), identity.id(), identity.role());
    }

    public boolean isOperator() {
        return role == KeyRole.OPERATOR;
    }

    /** What it may see when it asks for something by its id. */
    public Scope scope() {
        return isOperator() ? Scope.EVERYTHING : tenant;
    }
}

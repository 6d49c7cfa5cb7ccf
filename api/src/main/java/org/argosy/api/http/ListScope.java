package org.argosy.api.http;

import java.util.Optional;
import org.argosy.api.error.ApiError;
import org.argosy.api.error.ApiException;
import org.argosy.api.identity.Caller;
import org.argosy.storage.Scope;
import org.argosy.storage.db.Tenants;

/**
 * Whose things a list shows: the caller's own, unless an operator names another tenant with {@code tenant}, or all of
 * them with {@code tenant=*}.
 */
final class ListScope {

    private static final String ALL = "*";
    private static final String TENANT = "tenant";

    private final Tenants tenants;

    ListScope(Tenants tenants) {
        this.tenants = tenants;
    }

    Scope of(Caller caller, ListQuery query) {
        Optional<String> named = query.parameter(TENANT);
        if (named.isEmpty()) {
            return caller.tenant();
        }
        if (!caller.isOperator()) {
            throw new ApiException(ApiError.Forbidden.operatorsOnly());
        }
        return named.get().equals(ALL)
                ? Scope.EVERYTHING
                : tenants.id(named.get()).orElseThrow(() -> noSuch(named.get()));
    }

    static ApiException noSuch(String name) {
        return new ApiException(
                new ApiError.NotFound("There is no tenant '" + name + "'.", Optional.of(TENANT), Optional.empty()));
    }
}

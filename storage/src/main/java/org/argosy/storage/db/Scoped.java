package org.argosy.storage.db;

import org.argosy.storage.Scope;
import org.argosy.storage.TenantId;
import org.jdbi.v3.core.statement.Query;

/** Writes a {@link Scope} into SQL. */
final class Scoped {

    private Scoped() {}

    /**
     * The condition that holds for rows in the scope.
     *
     * @param column that names the owner
     */
    static String where(Scope scope, String column) {
        return switch (scope) {
            case TenantId _ -> column + " = :tenant";
            case Scope.Everything _ -> "true";
        };
    }

    /** Binds what the condition needs. */
    static Query bind(Query query, Scope scope) {
        return scope instanceof TenantId tenant ? query.bind("tenant", tenant.value()) : query;
    }
}

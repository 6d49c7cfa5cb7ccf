package org.argosy.storage.tenants;

import java.util.Map;
import java.util.stream.Stream;

/**
 * The policy of each tenant, by its name. Immutable.
 *
 * @param standard for tenants that are not named
 * @param named each of them whole: nothing is filled in from the standard one
 */
public record TenantPolicies(TenantPolicy standard, Map<String, TenantPolicy> named) {

    /** Everybody is equal and nobody bounded. */
    public static final TenantPolicies UNBOUNDED = new TenantPolicies(TenantPolicy.UNBOUNDED, Map.of());

    public TenantPolicies {
        named = Map.copyOf(named);
    }

    public TenantPolicy of(String tenantName) {
        return named.getOrDefault(tenantName, standard);
    }

    /** Every policy that a tenant may have. */
    public Stream<TenantPolicy> all() {
        return Stream.concat(Stream.of(standard), named.values().stream());
    }
}

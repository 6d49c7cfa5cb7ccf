package org.argosy.ops.standalone.config;

import java.util.Map;
import java.util.stream.Collectors;
import org.argosy.storage.tenants.TenantPolicies;

/**
 * What tenants may have.
 *
 * @param defaults for every tenant
 * @param named what differs for single tenants, by name
 */
public record TenantsSettings(TenantSettings defaults, Map<String, TenantSettings> named) {

    public TenantsSettings {
        named = Map.copyOf(named);
    }

    /** What holds for each tenant. */
    public TenantPolicies policies() {
        return new TenantPolicies(
                defaults.over(defaults),
                named.entrySet().stream()
                        .collect(Collectors.toMap(
                                Map.Entry::getKey, tenant -> tenant.getValue().over(defaults))));
    }
}

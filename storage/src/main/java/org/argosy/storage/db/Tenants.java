package org.argosy.storage.db;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.argosy.storage.Page;
import org.argosy.storage.TenantId;
import org.argosy.storage.tenants.TenantPolicies;
import org.argosy.storage.tenants.TenantPolicy;
import org.argosy.storage.tenants.TenantStatus;
import org.jdbi.v3.core.Jdbi;

/**
 * The tenants, and which policy holds for each. Names never change, so the latest thousands are remembered. Safe for use
 * by any number of threads; blocks on the database when it meets a tenant for the first time.
 */
public final class Tenants {

    private static final int REMEMBERED = 10_000;

    private final Jdbi jdbi;
    private final TenantPolicies policies;
    private final TenantOverview overview;
    private final Cache<TenantId, String> names;

    public Tenants(Jdbi jdbi, TenantPolicies policies) {
        this.jdbi = jdbi;
        this.policies = policies;
        this.overview = new TenantOverview(jdbi, policies);
        this.names = Caffeine.newBuilder().maximumSize(REMEMBERED).build();
    }

    /** The name that operators know a tenant by. */
    public Optional<String> name(TenantId tenant) {
        Optional<String> known = Optional.ofNullable(names.getIfPresent(tenant));
        if (known.isPresent()) {
            return known;
        }
        Optional<String> read = readName(tenant);
        read.ifPresent(name -> names.put(tenant, name));
        return read;
    }

    /** The tenant of that name. */
    public Optional<TenantId> id(String name) {
        return jdbi.withHandle(h -> h.createQuery("select id from tenant where name = :name")
                .bind("name", name)
                .map((rs, ctx) -> new TenantId(rs.getString("id")))
                .findOne());
    }

    /** What a tenant may have; the standard policy for one that there is not. */
    public TenantPolicy policy(TenantId tenant) {
        return policies.named().isEmpty()
                ? policies.standard()
                : name(tenant).map(policies::of).orElse(policies.standard());
    }

    /**
     * Bytes that a tenant may still store; empty when nothing bounds them.
     */
    public OptionalLong roomForBytes(TenantId tenant, Instant now) {
        OptionalLong most = policy(tenant).maxBytes();
        return most.isEmpty()
                ? most
                : OptionalLong.of(
                        Math.max(0, most.getAsLong() - jdbi.withHandle(h -> TenantQuotas.stored(h, tenant, now))));
    }

    /** What the tenant of that name may have and has. */
    public Optional<TenantStatus> status(String name, Instant now) {
        return overview.find(name, now);
    }

    /**
     * What tenants may have and have, in the order of their names.
     *
     * @param after id of the last tenant of the page before; an unknown one gives an empty page
     * @param limit tenants on the page, from 1
     */
    public Page<TenantStatus> list(Optional<String> after, int limit, Instant now) {
        return overview.list(after, limit, now);
    }

    private Optional<String> readName(TenantId tenant) {
        return jdbi.withHandle(h -> h.createQuery("select name from tenant where id = :id")
                .bind("id", tenant.value())
                .mapTo(String.class)
                .findOne());
    }
}

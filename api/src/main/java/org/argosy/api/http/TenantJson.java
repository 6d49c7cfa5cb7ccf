package org.argosy.api.http;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.argosy.storage.tenants.RequestRate;
import org.argosy.storage.tenants.TenantPolicy;
import org.argosy.storage.tenants.TenantStatus;

/** A tenant, what it may have, and what it has. */
record TenantJson(
        String id,
        String object,
        String name,
        long createdAt,
        int weight,
        Quotas quotas,
        int openBatches,
        long bytes,
        Map<String, Long> enqueuedTokens,
        Map<String, Long> waitingTokens) {

    static TenantJson of(TenantStatus tenant) {
        return new TenantJson(
                tenant.id().value(),
                "argosy.tenant",
                tenant.name(),
                tenant.createdAt().getEpochSecond(),
                tenant.policy().weight(),
                Quotas.of(tenant.policy()),
                tenant.openBatches(),
                tenant.bytes(),
                tenant.enqueuedTokens(),
                tenant.waitingTokens());
    }

    /** What bounds it; null where nothing does. */
    record Quotas(
            OptionalInt openBatches,
            OptionalLong enqueuedTokens,
            Map<String, Long> enqueuedTokensByModel,
            String whenEnqueuedTokensExceeded,
            OptionalLong bytes,
            Optional<Double> requestsPerSecond,
            Optional<Long> requestBurst) {

        static Quotas of(TenantPolicy policy) {
            return new Quotas(
                    policy.maxOpenBatches(),
                    policy.tokens().each(),
                    policy.tokens().byModel(),
                    policy.tokens().waits() ? "wait" : "fail",
                    policy.maxBytes(),
                    policy.requests().map(RequestRate::perSecond),
                    policy.requests().map(RequestRate::burst));
        }
    }
}

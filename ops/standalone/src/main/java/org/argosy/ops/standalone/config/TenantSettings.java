package org.argosy.ops.standalone.config;

import static org.argosy.ops.standalone.config.SettingException.check;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.argosy.storage.tenants.RequestRate;
import org.argosy.storage.tenants.TenantPolicy;
import org.argosy.storage.tenants.TokenQuota;

/**
 * What a tenant may have. What is absent comes from the defaults of all tenants; what is absent there has no bound.
 *
 * @param weight its part of a model that several tenants want
 * @param maxOpenBatches batches that have not ended
 * @param maxEnqueuedTokens estimated tokens of its open batches for each model
 * @param maxEnqueuedTokensOf the same for single models
 * @param whenEnqueuedTokensExceeded what becomes of a batch for which there is no room
 * @param maxBytes bytes of its files
 * @param requestsPerSecond requests to the API
 * @param requestBurst requests at once; by default those of a second
 */
public record TenantSettings(
        Optional<Integer> weight,
        Optional<Integer> maxOpenBatches,
        Optional<Long> maxEnqueuedTokens,
        Optional<Map<String, Long>> maxEnqueuedTokensOf,
        Optional<WhenFull> whenEnqueuedTokensExceeded,
        Optional<DataSize> maxBytes,
        Optional<Double> requestsPerSecond,
        Optional<Integer> requestBurst) {

    private static final int MAX_WEIGHT = 1_000;

    /** What becomes of a batch for whose tokens there is no room. */
    public enum WhenFull {
        FAIL,
        WAIT
    }

    public TenantSettings {
        check(weight.filter(w -> w < 1 || w > MAX_WEIGHT).isEmpty(), "weight", "must be between 1 and " + MAX_WEIGHT);
        check(maxOpenBatches.filter(n -> n < 1).isEmpty(), "max-open-batches", "must be at least 1");
        check(maxEnqueuedTokens.filter(n -> n < 1).isEmpty(), "max-enqueued-tokens", "must be at least 1");
        check(
                maxEnqueuedTokensOf
                        .filter(byModel -> byModel.values().stream().anyMatch(n -> n < 1))
                        .isEmpty(),
                "max-enqueued-tokens-of",
                "must give each model at least 1");
        check(maxBytes.filter(b -> b.bytes() < 1).isEmpty(), "max-bytes", "must be at least 1 byte");
        check(requestsPerSecond.filter(r -> !(r > 0)).isEmpty(), "requests-per-second", "must be positive");
        check(requestBurst.filter(n -> n < 1).isEmpty(), "request-burst", "must be at least 1");
    }

    /** The policy that this is over another. */
    TenantPolicy over(TenantSettings defaults) {
        Optional<Double> rate = requestsPerSecond.or(defaults::requestsPerSecond);
        return new TenantPolicy(
                weight.or(defaults::weight).orElse(1),
                maxOpenBatches.or(defaults::maxOpenBatches).map(OptionalInt::of).orElse(OptionalInt.empty()),
                new TokenQuota(
                        maxEnqueuedTokens
                                .or(defaults::maxEnqueuedTokens)
                                .map(OptionalLong::of)
                                .orElse(OptionalLong.empty()),
                        maxEnqueuedTokensOf.or(defaults::maxEnqueuedTokensOf).orElse(Map.of()),
                        whenEnqueuedTokensExceeded
                                .or(defaults::whenEnqueuedTokensExceeded)
                                .filter(WhenFull.WAIT::equals)
                                .isPresent()),
                maxBytes.or(defaults::maxBytes)
                        .map(size -> OptionalLong.of(size.bytes()))
                        .orElse(OptionalLong.empty()),
                rate.map(perSecond -> new RequestRate(
                        perSecond,
                        requestBurst
                                .or(defaults::requestBurst)
                                .map(Integer::longValue)
                                .orElse((long) Math.ceil(perSecond)))));
    }
}

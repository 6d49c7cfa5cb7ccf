package org.argosy.api.identity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.argosy.storage.TenantId;
import org.argosy.storage.db.Tenants;
import org.argosy.storage.tenants.RequestRate;

/**
 * Holds tenants to the number of requests that they may send, each in a token bucket of its own. What it remembers is
 * bounded: a tenant that was silent for long begins anew. Safe for use by any number of threads.
 */
public final class RequestRates {

    private static final int REMEMBERED = 10_000;
    private static final Duration SILENCE = Duration.ofHours(1);
    private static final double NANOS = 1e9;

    private final Tenants tenants;
    private final Cache<TenantId, Bucket> buckets;

    public RequestRates(Tenants tenants) {
        this.tenants = tenants;
        this.buckets = Caffeine.newBuilder()
                .maximumSize(REMEMBERED)
                .expireAfterAccess(SILENCE)
                .build();
    }

    /**
     * What became of a request.
     *
     * @param remaining requests that may follow at once
     * @param waitMillis until the next may come; 0 when this one may pass
     * @param resetMillis until as many may come at once as after a pause
     */
    public record Verdict(RequestRate rate, boolean passes, long remaining, long waitMillis, long resetMillis) {}

    /** Takes note of a request; empty when nothing bounds its tenant. */
    public Optional<Verdict> count(TenantId tenant) {
        return tenants.policy(tenant).requests().map(rate -> {
            ConsumptionProbe probe = buckets.get(tenant, _ -> bucket(rate)).tryConsumeAndReturnRemaining(1);
            return new Verdict(
                    rate,
                    probe.isConsumed(),
                    probe.getRemainingTokens(),
                    probe.isConsumed() ? 0 : Math.max(1, millis(probe.getNanosToWaitForRefill())),
                    millis(probe.getNanosToWaitForReset()));
        });
    }

    private static long millis(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(nanos + TimeUnit.MILLISECONDS.toNanos(1) - 1);
    }

    private static Bucket bucket(RequestRate rate) {
        Duration each = Duration.ofNanos(Math.max(1, Math.round(NANOS / rate.perSecond())));
        return Bucket.builder()
                .addLimit(limit -> limit.capacity(rate.burst()).refillGreedy(1, each))
                .build();
    }
}

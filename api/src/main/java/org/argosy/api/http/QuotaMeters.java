package org.argosy.api.http;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.argosy.api.error.ApiError;

/** Counts requests for which a tenant's quota had no room. Safe for use by any number of threads. */
final class QuotaMeters {

    private final MeterRegistry meters;

    QuotaMeters(MeterRegistry meters) {
        this.meters = meters;
    }

    /** Counts an answer, if it is one of these. */
    void count(ApiError error) {
        switch (error) {
            case ApiError.QuotaExceeded refused -> counter(refused.name()).increment();
            case ApiError.RateLimited _ -> counter("requests").increment();
            default -> {}
        }
    }

    private Counter counter(String quota) {
        return Counter.builder("argosy.quota.refused")
                .description("Requests and batches for which a tenant's quota had no room")
                .tag("quota", quota)
                .register(meters);
    }
}

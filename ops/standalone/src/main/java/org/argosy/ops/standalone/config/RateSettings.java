package org.argosy.ops.standalone.config;

import static org.argosy.ops.standalone.config.SettingException.check;

import java.net.URI;
import java.util.Optional;

/**
 * Bounds of what is sent on one route, over all workers together.
 *
 * @param requestsPerSecond requests that may begin; none by default
 * @param tokensPerMinute tokens read and generated; none by default
 * @param metricsUrl where a vLLM server tells its metrics; Argosy steps back while requests wait in it
 * @param maxWaiting requests that may wait there, 0 by default
 */
public record RateSettings(
        Optional<Double> requestsPerSecond,
        Optional<Long> tokensPerMinute,
        Optional<URI> metricsUrl,
        Optional<Integer> maxWaiting) {

    public RateSettings {
        check(requestsPerSecond.filter(r -> !(r > 0)).isEmpty(), "requests-per-second", "must be positive");
        check(tokensPerMinute.filter(t -> t < 1).isEmpty(), "tokens-per-minute", "must be at least 1");
        check(
                metricsUrl
                        .filter(url -> !"http".equals(url.getScheme()) && !"https".equals(url.getScheme()))
                        .isEmpty(),
                "metrics-url",
                "must begin with http:// or https://");
        check(maxWaiting.filter(w -> w < 0).isEmpty(), "max-waiting", "must not be negative");
        check(
                maxWaiting.isEmpty() || metricsUrl.isPresent(),
                "max-waiting",
                "needs metrics-url, which tells how many wait");
    }
}

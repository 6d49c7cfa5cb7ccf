package org.argosy.ops.standalone.config;

import static org.argosy.ops.standalone.config.SettingException.check;
import static org.argosy.ops.standalone.config.SettingException.required;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.argosy.workers.clusters.ClusterKinds;

/**
 * An inference service.
 *
 * @param kind {@code openai}, {@code first-gateway} or {@code sambanova}: what differs between services' answers
 * @param baseUrl up to and including {@code /v1}
 * @param auth none by default
 * @param maxConcurrency most requests open at once for one model
 * @param connectTimeout 5 s by default
 * @param requestTimeout by default 10 min for openai, 310 s for first-gateway, 130 s for sambanova
 * @param maxAttempts tries of a line that the cluster fails by its own fault; 5 by default
 * @param coldProbe time between two requests to a model that is not loaded yet; 1 min by default
 */
public record ClusterSettings(
        String kind,
        URI baseUrl,
        Optional<AuthSettings> auth,
        Optional<Integer> maxConcurrency,
        Optional<Duration> connectTimeout,
        Optional<Duration> requestTimeout,
        Optional<Integer> maxAttempts,
        Optional<Duration> coldProbe) {

    public ClusterSettings {
        required(kind, "kind");
        check(
                ClusterKinds.names().contains(kind),
                "kind",
                "must be one of " + String.join(", ", ClusterKinds.names()) + ", not '" + kind + "'");
        required(baseUrl, "base-url");
        check(
                "http".equals(baseUrl.getScheme()) || "https".equals(baseUrl.getScheme()),
                "base-url",
                "must begin with http:// or https://, not '" + baseUrl + "'");
        check(baseUrl.getHost() != null, "base-url", "must name a host: '" + baseUrl + "'");
        positive(maxConcurrency, "max-concurrency");
        positive(maxAttempts, "max-attempts");
        check(connectTimeout.filter(t -> !t.isPositive()).isEmpty(), "connect-timeout", "must be positive");
        check(requestTimeout.filter(t -> !t.isPositive()).isEmpty(), "request-timeout", "must be positive");
        check(coldProbe.filter(t -> !t.isPositive()).isEmpty(), "cold-probe", "must be positive");
    }

    private static void positive(Optional<Integer> value, String key) {
        check(value.filter(v -> v < 1).isEmpty(), key, "must be at least 1");
    }
}

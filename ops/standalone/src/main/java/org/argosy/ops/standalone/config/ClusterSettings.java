package org.argosy.ops.standalone.config;

import static org.argosy.ops.standalone.config.SettingException.check;
import static org.argosy.ops.standalone.config.SettingException.required;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * An inference service.
 *
 * @param kind {@code openai}; what differs between services' answers
 * @param baseUrl up to and including {@code /v1}
 * @param auth none by default
 * @param maxConcurrency most requests open at once for one model
 * @param connectTimeout 5 s by default
 * @param requestTimeout 10 min by default
 * @param maxAttempts tries of a line that the cluster fails by its own fault; 5 by default
 */
public record ClusterSettings(
        String kind,
        URI baseUrl,
        Optional<AuthSettings> auth,
        Optional<Integer> maxConcurrency,
        Optional<Duration> connectTimeout,
        Optional<Duration> requestTimeout,
        Optional<Integer> maxAttempts) {

    private static final Set<String> PLANNED_KINDS = Set.of("first-gateway", "sambanova");

    public ClusterSettings {
        required(kind, "kind");
        check(!PLANNED_KINDS.contains(kind), "kind", "'" + kind + "' is not supported yet; only openai is");
        check(kind.equals("openai"), "kind", "must be openai, not '" + kind + "'");
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
    }

    private static void positive(Optional<Integer> value, String key) {
        check(value.filter(v -> v < 1).isEmpty(), key, "must be at least 1");
    }
}

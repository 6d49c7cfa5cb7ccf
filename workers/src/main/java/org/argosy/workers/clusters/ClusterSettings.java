package org.argosy.workers.clusters;

import java.net.URI;
import java.time.Duration;

/**
 * A cluster as the configuration tells it.
 *
 * @param name unique among the clusters
 * @param kind which {@link ClusterFactory} makes it, for example {@code openai}
 * @param baseUrl where the API's paths begin, usually with {@code /v1} at its end
 * @param maxConcurrency requests that may be open at once for each of its models, at most
 * @param maxAttempts requests that a line may cost when the cluster fails by itself
 * @param firstRetry the wait before the second of these; later ones double
 * @param connectTimeout for a connection to come about
 * @param requestTimeout for an answer to be complete
 * @param stallTimeout for the next byte of an answer that has begun
 * @param coldProbe the time between two requests to a model that is not loaded yet
 */
public record ClusterSettings(
        String name,
        String kind,
        URI baseUrl,
        Auth auth,
        int maxConcurrency,
        int maxAttempts,
        Duration firstRetry,
        Duration connectTimeout,
        Duration requestTimeout,
        Duration stallTimeout,
        Duration coldProbe) {

    public static final int DEFAULT_MAX_CONCURRENCY = 512;
    public static final int DEFAULT_MAX_ATTEMPTS = 5;
    /** Five tries then take about a minute: 4 + 8 + 16 + 32 s. */
    public static final Duration DEFAULT_FIRST_RETRY = Duration.ofSeconds(4);

    public static final Duration DEFAULT_CONNECT_TIMEOUT = Duration.ofSeconds(5);
    public static final Duration DEFAULT_REQUEST_TIMEOUT = Duration.ofMinutes(10);
    public static final Duration DEFAULT_STALL_TIMEOUT = Duration.ofSeconds(60);
    public static final Duration DEFAULT_COLD_PROBE = Duration.ofMinutes(1);

    public ClusterSettings {
        if (maxConcurrency < 1 || maxAttempts < 1) {
            throw new IllegalArgumentException(
                    "cluster " + name + ": max-concurrency and max-attempts must be at least 1");
        }
    }

    /** A cluster with the defaults of the kind {@code openai}. */
    public static ClusterSettings openAi(String name, URI baseUrl, Auth auth) {
        return of(OpenAiKind.ID, name, baseUrl, auth);
    }

    /** A cluster with the defaults of its kind. */
    public static ClusterSettings of(String kind, String name, URI baseUrl, Auth auth) {
        return new ClusterSettings(
                name,
                kind,
                baseUrl,
                auth,
                DEFAULT_MAX_CONCURRENCY,
                DEFAULT_MAX_ATTEMPTS,
                DEFAULT_FIRST_RETRY,
                DEFAULT_CONNECT_TIMEOUT,
                ClusterKinds.requestTimeout(kind),
                DEFAULT_STALL_TIMEOUT,
                DEFAULT_COLD_PROBE);
    }

    public ClusterSettings withMaxConcurrency(int value) {
        return new ClusterSettings(
                name,
                kind,
                baseUrl,
                auth,
                value,
                maxAttempts,
                firstRetry,
                connectTimeout,
                requestTimeout,
                stallTimeout,
                coldProbe);
    }

    public ClusterSettings withRetries(int attempts, Duration first) {
        return new ClusterSettings(
                name,
                kind,
                baseUrl,
                auth,
                maxConcurrency,
                attempts,
                first,
                connectTimeout,
                requestTimeout,
                stallTimeout,
                coldProbe);
    }

    public ClusterSettings withTimeouts(Duration connect, Duration request, Duration stall) {
        return new ClusterSettings(
                name, kind, baseUrl, auth, maxConcurrency, maxAttempts, firstRetry, connect, request, stall, coldProbe);
    }

    public ClusterSettings withColdProbe(Duration pause) {
        return new ClusterSettings(
                name,
                kind,
                baseUrl,
                auth,
                maxConcurrency,
                maxAttempts,
                firstRetry,
                connectTimeout,
                requestTimeout,
                stallTimeout,
                pause);
    }
}

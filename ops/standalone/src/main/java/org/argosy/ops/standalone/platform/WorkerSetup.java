package org.argosy.ops.standalone.platform;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.argosy.ops.standalone.config.ArgosySettings;
import org.argosy.ops.standalone.config.AuthSettings;
import org.argosy.ops.standalone.config.ClusterSettings;
import org.argosy.ops.standalone.config.ModelSettings;
import org.argosy.storage.Ids;
import org.argosy.workers.RouteLimits;
import org.argosy.workers.WorkerSettings;
import org.argosy.workers.WorkerSettings.ModelRoutes;
import org.argosy.workers.WorkerSettings.RouteSettings;
import org.argosy.workers.clusters.Auth;

/** Turns the configuration of clusters and models into what a worker takes. */
final class WorkerSetup {

    private WorkerSetup() {}

    static WorkerSettings of(ArgosySettings settings) {
        return WorkerSettings.of(
                Ids.withPrefix("worker_"),
                settings.clusters().entrySet().stream()
                        .map(WorkerSetup::cluster)
                        .toList(),
                settings.models().stream().map(WorkerSetup::routes).toList());
    }

    private static org.argosy.workers.clusters.ClusterSettings cluster(Map.Entry<String, ClusterSettings> entry) {
        ClusterSettings configured = entry.getValue();
        var defaults = org.argosy.workers.clusters.ClusterSettings.of(
                configured.kind(),
                entry.getKey(),
                configured.baseUrl(),
                configured.auth().map(WorkerSetup::auth).orElseGet(Auth.None::new));
        return defaults.withMaxConcurrency(configured.maxConcurrency().orElse(defaults.maxConcurrency()))
                .withRetries(configured.maxAttempts().orElse(defaults.maxAttempts()), defaults.firstRetry())
                .withTimeouts(
                        configured.connectTimeout().orElse(defaults.connectTimeout()),
                        configured.requestTimeout().orElse(defaults.requestTimeout()),
                        defaults.stallTimeout())
                .withColdProbe(configured.coldProbe().orElse(defaults.coldProbe()));
    }

    private static Auth auth(AuthSettings configured) {
        Auth secret = configured
                .token()
                .<Auth>map(Auth.Bearer::new)
                .or(() -> configured.tokenFile().map(Auth.TokenFile::new))
                .or(() -> configured.tokenEnv().map(Auth.Environment::new))
                .orElseGet(Auth.None::new);
        return configured
                .clientId()
                .<Auth>map(client -> new Auth.ServiceAccount(
                        configured.tokenUrl().orElse(AuthSettings.GLOBUS),
                        client,
                        secret,
                        configured.scope().map(WorkerSetup::words).orElse(List.of())))
                .orElse(secret);
    }

    private static List<String> words(String text) {
        return List.of(text.strip().split("\\s+"));
    }

    private static ModelRoutes routes(ModelSettings model) {
        List<RouteSettings> routes = model.routes().stream()
                .map(route -> new RouteSettings(route.cluster(), route.model().orElse(model.id()), limits(route)))
                .toList();
        return new ModelRoutes(model.id(), routes);
    }

    private static RouteLimits limits(org.argosy.ops.standalone.config.RouteSettings route) {
        return route.rate()
                .map(rate -> new RouteLimits(
                        rate.requestsPerSecond().map(OptionalDouble::of).orElseGet(OptionalDouble::empty),
                        rate.tokensPerMinute().map(OptionalLong::of).orElseGet(OptionalLong::empty),
                        rate.metricsUrl()
                                .map(url -> new RouteLimits.Congestion(
                                        url, rate.maxWaiting().orElse(0)))))
                .orElse(RouteLimits.NONE);
    }
}

package org.argosy.ops.standalone.config;

import static org.argosy.ops.standalone.config.SettingException.check;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.argosy.storage.Limits;

/**
 * Everything under {@code argosy} in the configuration file. Immutable.
 *
 * @param dataDir where embedded services and local state live
 * @param roles what this process does
 * @param profile limits to start from
 * @param clusters by name; with none the built-in ones are used
 * @param models in the order in which users see them
 * @param feeding how models are divided
 */
public record ArgosySettings(
        Path dataDir,
        Set<Role> roles,
        Profile profile,
        ServerSettings server,
        Map<String, ClusterSettings> clusters,
        List<ModelSettings> models,
        BatchSettings batches,
        LimitSettings limits,
        KafkaSettings kafka,
        DatabaseSettings database,
        ObjectSettings objects,
        WebhookSettings webhooks,
        TenantsSettings tenants,
        FeedingSettings feeding) {

    public ArgosySettings {
        check(!roles.isEmpty(), "roles", "must name at least one of api, dispatcher and workers");
        clusters = Map.copyOf(new LinkedHashMap<>(clusters));
        models = List.copyOf(models);
        roles = Set.copyOf(roles);
        check(
                clusters.isEmpty() || !models.isEmpty(),
                "models",
                "is missing; say which models the configured clusters serve");
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < models.size(); i++) {
            ModelSettings model = models.get(i);
            check(ids.add(model.id()), "models[" + i + "].id", "repeats the model " + model.id());
            for (int j = 0; j < model.routes().size(); j++) {
                String cluster = model.routes().get(j).cluster();
                check(
                        clusters.containsKey(cluster),
                        "models[" + i + "].routes[" + j + "].cluster",
                        "names " + cluster + ", which is not under argosy.clusters"
                                + (clusters.isEmpty() ? "" : Nearest.hint(cluster, clusters.keySet())));
            }
        }
        check(
                minWindow(profile, batches).compareTo(maxWindow(profile, batches)) <= 0,
                "batches.min-completion-window",
                "is longer than max-completion-window");
    }

    /** Whether a role of this process needs the database; workers alone do not. */
    public boolean usesDatabase() {
        return roles.contains(Role.API) || roles.contains(Role.DISPATCHER);
    }

    /** Shortest completion window of a batch. */
    public Duration minCompletionWindow() {
        return minWindow(profile, batches);
    }

    /** Longest completion window of a batch. */
    public Duration maxCompletionWindow() {
        return maxWindow(profile, batches);
    }

    /** The limits that hold. */
    public Limits effectiveLimits() {
        return limits.over(profile.limits());
    }

    /** The same with another data directory. */
    public ArgosySettings withDataDir(Path other) {
        return new ArgosySettings(
                other, roles, profile, server, clusters, models, batches, limits, kafka, database, objects, webhooks,
                tenants, feeding);
    }

    /** The same with other clusters and models. */
    public ArgosySettings withClusters(Map<String, ClusterSettings> others, List<ModelSettings> served) {
        return new ArgosySettings(
                dataDir, roles, profile, server, others, served, batches, limits, kafka, database, objects, webhooks,
                tenants, feeding);
    }

    /** The same with other tenants. */
    public ArgosySettings withTenants(TenantsSettings others) {
        return new ArgosySettings(
                dataDir, roles, profile, server, clusters, models, batches, limits, kafka, database, objects, webhooks,
                others, feeding);
    }

    /** The same with another port for the API. */
    public ArgosySettings withPort(int port) {
        return new ArgosySettings(
                dataDir,
                roles,
                profile,
                server.withPort(port),
                clusters,
                models,
                batches,
                limits,
                kafka,
                database,
                objects,
                webhooks,
                tenants,
                feeding);
    }

    private static Duration minWindow(Profile profile, BatchSettings batches) {
        return batches.minCompletionWindow().orElse(profile.minWindow());
    }

    private static Duration maxWindow(Profile profile, BatchSettings batches) {
        return batches.maxCompletionWindow().orElse(profile.maxWindow());
    }
}

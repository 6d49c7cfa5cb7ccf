package org.argosy.dispatcher;

import java.time.Duration;
import java.util.UUID;
import org.argosy.dispatcher.collect.CollectorSettings;
import org.argosy.dispatcher.feed.FeedSettings;
import org.argosy.dispatcher.feed.FeedShares;
import org.argosy.dispatcher.finish.FinisherSettings;
import org.argosy.dispatcher.merge.MergeSettings;
import org.argosy.dispatcher.outbox.RelaySettings;
import org.argosy.dispatcher.plan.PlannerSettings;
import org.argosy.dispatcher.retention.RetentionSettings;
import org.argosy.dispatcher.webhooks.WebhookSettings;
import org.argosy.storage.tenants.TenantPolicies;

/**
 * The settings of a dispatcher's parts.
 *
 * @param instance a name that no other dispatcher on the same database has while this one runs. One that comes back under
 *     its old name takes up at once what it held, where others would wait for its leases to run out
 * @param tenants what tenants may have, and their weights
 * @param outputLifetime how long output files live whose batch does not say
 */
public record DispatcherSettings(
        String instance,
        PlannerSettings planner,
        FeedSettings feed,
        CollectorSettings collector,
        FinisherSettings finisher,
        RelaySettings relay,
        RetentionSettings retention,
        MergeSettings merge,
        WebhookSettings webhooks,
        TenantPolicies tenants,
        Duration outputLifetime) {

    private static final Duration OUTPUT_LIFETIME = Duration.ofDays(30);

    public DispatcherSettings {
        if (!outputLifetime.isPositive()) {
            throw new IllegalArgumentException("the lifetime of output files must be positive");
        }
    }

    /** The defaults, under a name that is used once. */
    public static DispatcherSettings defaults() {
        return new DispatcherSettings(
                UUID.randomUUID().toString(),
                PlannerSettings.defaults(),
                FeedSettings.defaults(),
                CollectorSettings.defaults(),
                FinisherSettings.defaults(),
                RelaySettings.DEFAULT,
                RetentionSettings.DEFAULT,
                MergeSettings.DEFAULT,
                WebhookSettings.DEFAULT,
                TenantPolicies.UNBOUNDED,
                OUTPUT_LIFETIME);
    }

    public DispatcherSettings withInstance(String name) {
        return new DispatcherSettings(
                name, planner, feed, collector, finisher, relay, retention, merge, webhooks, tenants, outputLifetime);
    }

    public DispatcherSettings withWebhooks(WebhookSettings other) {
        return new DispatcherSettings(
                instance, planner, feed, collector, finisher, relay, retention, merge, other, tenants, outputLifetime);
    }

    /** The same with another time for which the plans of ended batches stay. */
    public DispatcherSettings withPlanAge(Duration other) {
        return new DispatcherSettings(
                instance,
                planner,
                feed,
                collector,
                finisher,
                relay,
                retention.withPlanAge(other),
                merge,
                webhooks,
                tenants,
                outputLifetime);
    }

    /** The same with models divided in another way. */
    public DispatcherSettings withShares(FeedShares other) {
        return new DispatcherSettings(
                instance,
                planner,
                feed.withShares(other),
                collector,
                finisher,
                relay,
                retention,
                merge,
                webhooks,
                tenants,
                outputLifetime);
    }

    public DispatcherSettings withTenants(TenantPolicies other) {
        return new DispatcherSettings(
                instance, planner, feed, collector, finisher, relay, retention, merge, webhooks, other, outputLifetime);
    }
}

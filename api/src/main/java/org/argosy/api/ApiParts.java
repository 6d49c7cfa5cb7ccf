package org.argosy.api;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.List;
import org.argosy.api.webhooks.WebhookParts;
import org.argosy.storage.Limits;
import org.argosy.storage.ModelCatalog;
import org.argosy.storage.db.BatchRepository;
import org.argosy.storage.db.FamilyRepository;
import org.argosy.storage.db.FileRepository;
import org.argosy.storage.db.KeyRepository;
import org.argosy.storage.db.RouteReportRepository;
import org.argosy.storage.db.Tenants;
import org.argosy.storage.db.UploadRepository;
import org.argosy.storage.db.UsageRepository;
import org.argosy.storage.objects.ObjectStore;

/**
 * What the API is made from. Whoever starts it owns these and closes them afterwards.
 *
 * @param meters where requests are counted
 * @param readiness what {@code /readyz} asks
 */
public record ApiParts(
        FileRepository files,
        UploadRepository uploads,
        BatchRepository batches,
        FamilyRepository families,
        KeyRepository keys,
        Tenants tenants,
        UsageRepository usage,
        WebhookParts webhooks,
        RouteReportRepository routes,
        LiveParts live,
        FeedingParts feeding,
        ObjectStore objects,
        ModelCatalog models,
        Limits limits,
        Clock clock,
        MeterRegistry meters,
        List<ReadinessCheck> readiness) {

    public ApiParts {
        readiness = List.copyOf(readiness);
    }
}

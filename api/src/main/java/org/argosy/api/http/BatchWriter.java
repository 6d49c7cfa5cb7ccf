package org.argosy.api.http;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Map;
import java.util.function.Function;
import org.argosy.api.outlook.Outlook;
import org.argosy.api.outlook.Outlooks;
import org.argosy.storage.Batch;
import org.argosy.storage.BatchId;
import org.argosy.storage.db.Tenants;

/** Batches as clients see them, with their owner's name and with what lies before them. Blocks on the database. Thread-safe. */
final class BatchWriter {

    private final Outlooks outlooks;
    private final Tenants tenants;
    private final InstantSource clock;

    BatchWriter(Outlooks outlooks, Tenants tenants, InstantSource clock) {
        this.outlooks = outlooks;
        this.tenants = tenants;
        this.clock = clock;
    }

    BatchJson json(Batch batch) {
        return json(batch, outlooks.of(batch), clock.instant());
    }

    /** How to write each of these batches, as all of them stand now. */
    Function<Batch, BatchJson> of(Collection<Batch> batches) {
        return of(batches, clock.instant());
    }

    /** The same, as they stand at that time, which is about now. */
    Function<Batch, BatchJson> of(Collection<Batch> batches, Instant now) {
        Map<BatchId, Outlook> known = outlooks.of(batches);
        return batch -> json(batch, known.getOrDefault(batch.id(), Outlook.NONE), now);
    }

    /** A batch that is about to be created. */
    BatchJson atCreation(Batch batch) {
        return json(batch, outlooks.atCreation(batch), batch.createdAt());
    }

    private BatchJson json(Batch batch, Outlook outlook, Instant now) {
        return BatchJson.of(batch, tenants.name(batch.tenant()).orElse(""), outlook, now);
    }
}

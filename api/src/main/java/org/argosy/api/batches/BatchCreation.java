package org.argosy.api.batches;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.Function;
import org.argosy.storage.Batch;
import org.argosy.storage.BatchRequest;
import org.argosy.storage.BatchState;
import org.argosy.storage.CreateCall;
import org.argosy.storage.CreateResult;
import org.argosy.storage.Ids;
import org.argosy.storage.RequestCounts;
import org.argosy.storage.TokenCounts;
import org.argosy.storage.db.BatchRepository;
import org.argosy.storage.db.OutboxMessage;

/**
 * Creates a batch and answers at once: the input is looked at afterwards, by the planner, so even a file that does not
 * exist makes a batch, which then fails. Safe for use by any number of threads.
 */
public final class BatchCreation {

    private final BatchRepository batches;
    private final Function<Batch, String> answer;
    private final Clock clock;

    /**
     * @param answer what a client is told of a batch
     */
    public BatchCreation(BatchRepository batches, Function<Batch, String> answer, Clock clock) {
        this.batches = batches;
        this.answer = answer;
        this.clock = clock;
    }

    /** Makes a batch, unless this call made one before. It and the event that announces it are in the database then. */
    public CreateResult create(CreateCall call, BatchRequest request) {
        Batch batch = describe(call, request);
        return batches.add(batch, announcement(batch), call, answer.apply(batch));
    }

    /** Makes a batch and the file of the requests that came with it, both or neither. */
    public CreateResult create(CreateCall call, BatchRequest request, InlineRequests.Stored requests) {
        Batch batch = describe(call, request);
        return batches.add(
                batch,
                InlineRequests.describe(requests, call.tenant(), batch.createdAt()),
                InlineRequests.segment(requests),
                announcement(batch),
                call,
                answer.apply(batch));
    }

    private Batch describe(CreateCall call, BatchRequest request) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        return new Batch(
                Ids.batch(),
                call.tenant(),
                request,
                now,
                now.plus(request.window()),
                Optional.empty(),
                new BatchState.Validating(),
                RequestCounts.NONE,
                TokenCounts.NONE);
    }

    private static OutboxMessage announcement(Batch batch) {
        return BatchEvents.submitted(batch.id(), batch.createdAt());
    }
}

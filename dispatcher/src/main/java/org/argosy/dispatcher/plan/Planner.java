package org.argosy.dispatcher.plan;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ThreadLocalRandom;
import org.argosy.storage.Batch;
import org.argosy.storage.BatchInput.Retry;
import org.argosy.storage.FileId;
import org.argosy.storage.FilePurpose;
import org.argosy.storage.Limits;
import org.argosy.storage.ModelCatalog;
import org.argosy.storage.StoredFile;
import org.argosy.storage.ValidationError;
import org.argosy.storage.db.FileRepository;
import org.argosy.storage.db.PlanClaim;
import org.argosy.storage.db.PlanRepository;
import org.argosy.storage.db.RetryRepository;
import org.argosy.storage.objects.ObjectNotFoundException;
import org.argosy.storage.objects.ObjectStore;
import org.argosy.storage.tenants.QuotaExceededException;
import org.roaringbitmap.RoaringBitmap;

/**
 * Plans a batch: streams its input once, checks every line, writes the shards, and moves the batch to in progress, or to
 * failed with what is wrong. Planning starts over when it breaks off, and only the planner whose claim is the newest can
 * write. Methods block. Safe for use by any number of threads; they share the memory for custom ids.
 */
public final class Planner {

    /** What became of planning a batch. */
    public enum Result {
        /** Its lanes can be fed. */
        PLANNED,
        /** Its input is invalid. */
        FAILED,
        /** Its tenant has no room for its tokens. */
        OVER_QUOTA,
        /** Somebody else has it, or it was cancelled. */
        LOST
    }

    private final PlanRepository plans;
    private final FileRepository files;
    private final ObjectStore store;
    private final ModelCatalog catalog;
    private final Limits limits;
    private final PlannerSettings settings;
    private final InstantSource clock;
    private final RetrySelection retries;
    private final ByteBudget customIdMemory;

    public Planner(
            PlanRepository plans,
            RetryRepository retries,
            FileRepository files,
            ObjectStore store,
            ModelCatalog catalog,
            Limits limits,
            PlannerSettings settings,
            InstantSource clock) {
        settings.checkAgainst(limits);
        this.plans = plans;
        this.files = files;
        this.store = store;
        this.catalog = catalog;
        this.limits = limits;
        this.settings = settings;
        this.clock = clock;
        this.retries = new RetrySelection(retries, files, store);
        this.customIdMemory = new ByteBudget(settings.customIdBytes());
    }

    /**
     * Plans a batch that was claimed.
     *
     * @throws org.argosy.storage.objects.ObjectStoreException when the input cannot be read now
     * @throws InterruptedException when interrupted; the batch stays as it is
     */
    public Result plan(PlanClaim claim) throws InterruptedException {
        Batch batch = claim.batch();
        List<StoredFile> found = new ArrayList<>();
        for (FileId id : batch.request().input().files()) {
            Optional<StoredFile> file =
                    files.find(batch.tenant(), id, clock.instant()).filter(f -> f.purpose() == FilePurpose.BATCH);
            if (file.isEmpty()) {
                return fail(claim, cannotFind(batch, id));
            }
            found.add(file.get());
        }
        BatchFiles input = BatchFiles.of(found, files, store);
        if (input.bytes() > limits.batchBytes()) {
            return fail(claim, tooLarge());
        }
        ClaimKeeper keeper = new ClaimKeeper(claim, plans, settings.lease(), clock);
        try {
            return plan(keeper, input);
        } catch (ObjectNotFoundException e) {
            return fail(claim, cannotFind(batch, batch.request().inputFile()));
        }
    }

    private Result plan(ClaimKeeper keeper, BatchFiles input) throws InterruptedException {
        PlanClaim claim = keeper.claim();
        Optional<Retry> retry = claim.batch().request().input().retry();
        if (retry.isEmpty()) {
            return plan(keeper, input, Optional.empty());
        }
        Optional<RoaringBitmap> lines;
        try {
            lines = retries.of(keeper, retry.get());
        } catch (RetrySelection.ResultsGoneException _) {
            return fail(claim, resultsGone(retry.get()));
        }
        if (lines.isEmpty()) {
            return Result.LOST;
        }
        return lines.get().isEmpty() ? fail(claim, nothingToRetry(retry.get())) : plan(keeper, input, lines);
    }

    private Result plan(ClaimKeeper keeper, BatchFiles input, Optional<RoaringBitmap> selection)
            throws InterruptedException {
        PlanClaim claim = keeper.claim();
        ByteBudget.Share memory = customIdMemory.ask(CustomIds.memory(input.bytes(), limits.batchLines()));
        try {
            while (!memory.await(keeper.step())) {
                if (!keeper.keep()) {
                    return Result.LOST;
                }
            }
            ValidationErrors errors = new ValidationErrors(limits.validationErrors());
            LineChecker checker = new LineChecker(
                    claim.batch().request().endpoint(), catalog, limits, settings.customIdLength(), errors);
            CustomIds ids = new CustomIds(
                    input.bytes(),
                    limits.batchLines(),
                    ThreadLocalRandom.current().nextLong());
            ShardWriter shards = new ShardWriter(keeper, plans, settings.shardsPerInsert());
            PlanRun run = new PlanRun(input, selection, limits, settings, checker, ids, errors, shards);
            if (!run.run()) {
                plans.discard(claim);
                return Result.LOST;
            }
            if (!errors.none()) {
                return fail(claim, errors.list());
            }
            return shards.finish(run.lanes(), clock.instant()) ? Result.PLANNED : Result.LOST;
        } catch (QuotaExceededException e) {
            return fail(claim, noRoom(e)) == Result.FAILED ? Result.OVER_QUOTA : Result.LOST;
        } finally {
            memory.release();
        }
    }

    private Result fail(PlanClaim claim, ValidationError error) {
        return fail(claim, List.of(error));
    }

    private Result fail(PlanClaim claim, List<ValidationError> errors) {
        return plans.fail(claim, errors, clock.instant()) ? Result.FAILED : Result.LOST;
    }

    private static ValidationError cannotFind(Batch batch, FileId file) {
        return new ValidationError(
                "invalid_request",
                OptionalInt.empty(),
                Optional.of("file_id"),
                "Cannot find file %s, or organization %s does not have access to it.".formatted(file, batch.tenant()));
    }

    private static ValidationError nothingToRetry(Retry retry) {
        String which =
                retry.codes().isEmpty() ? "" : " with any of the error codes " + String.join(", ", retry.codes());
        return new ValidationError(
                "nothing_to_retry",
                OptionalInt.empty(),
                Optional.empty(),
                "Batch %s has no unsuccessful request%s that is not in another retry of it. What a retry could not do can be retried from there."
                        .formatted(retry.parent(), which));
    }

    private static ValidationError resultsGone(Retry retry) {
        return new ValidationError(
                "results_deleted",
                OptionalInt.empty(),
                Optional.empty(),
                "The results of batch %s were deleted or have expired, so nobody knows which of its requests succeeded."
                        .formatted(retry.parent()));
    }

    private static ValidationError noRoom(QuotaExceededException refused) {
        return new ValidationError(
                "token_limit_exceeded",
                OptionalInt.empty(),
                Optional.empty(),
                Objects.requireNonNull(refused.getMessage()));
    }

    private ValidationError tooLarge() {
        return new ValidationError(
                "file_too_large",
                OptionalInt.empty(),
                Optional.of("file_id"),
                "The batch input file is larger than the %d maximum. Please try again with a smaller batch."
                        .formatted(limits.batchBytes()));
    }
}

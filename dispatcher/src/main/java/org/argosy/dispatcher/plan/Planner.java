package org.argosy.dispatcher.plan;

import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ThreadLocalRandom;
import org.argosy.storage.Batch;
import org.argosy.storage.FilePurpose;
import org.argosy.storage.Limits;
import org.argosy.storage.ModelCatalog;
import org.argosy.storage.Segment;
import org.argosy.storage.StoredFile;
import org.argosy.storage.ValidationError;
import org.argosy.storage.db.FileRepository;
import org.argosy.storage.db.PlanClaim;
import org.argosy.storage.db.PlanRepository;
import org.argosy.storage.objects.ObjectNotFoundException;
import org.argosy.storage.objects.ObjectStore;

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
    private final ByteBudget customIdMemory;

    public Planner(
            PlanRepository plans,
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
        Optional<StoredFile> file = files.find(batch.tenant(), batch.request().inputFile(), clock.instant())
                .filter(f -> f.purpose() == FilePurpose.BATCH);
        List<Segment> segments = file.map(StoredFile::id).map(files::segments).orElse(List.of());
        if (file.isEmpty()) {
            return fail(claim, List.of(cannotFind(batch)));
        }
        long bytes = file.get().bytes();
        if (bytes > limits.batchBytes()) {
            return fail(claim, List.of(tooLarge()));
        }
        ByteBudget.Share memory = customIdMemory.take(CustomIds.memory(bytes, limits.batchLines()));
        try {
            return plan(claim, new InputFile(store, segments), bytes);
        } catch (ObjectNotFoundException e) {
            return fail(claim, List.of(cannotFind(batch)));
        } finally {
            memory.release();
        }
    }

    private Result plan(PlanClaim claim, InputFile input, long bytes) throws InterruptedException {
        ValidationErrors errors = new ValidationErrors(limits.validationErrors());
        LineChecker checker =
                new LineChecker(claim.batch().request().endpoint(), catalog, limits, settings.customIdLength(), errors);
        CustomIds ids = new CustomIds(
                bytes, limits.batchLines(), ThreadLocalRandom.current().nextLong());
        ShardWriter shards = new ShardWriter(claim, plans, settings, clock);
        PlanRun run = new PlanRun(input, bytes, limits, settings, checker, ids, errors, shards);
        if (!run.run()) {
            plans.discard(claim);
            return Result.LOST;
        }
        if (!errors.none()) {
            return fail(claim, errors.list());
        }
        return shards.finish(run.lanes(), clock.instant()) ? Result.PLANNED : Result.LOST;
    }

    private Result fail(PlanClaim claim, List<ValidationError> errors) {
        return plans.fail(claim, errors, clock.instant()) ? Result.FAILED : Result.LOST;
    }

    private static ValidationError cannotFind(Batch batch) {
        return new ValidationError(
                "invalid_request",
                OptionalInt.empty(),
                Optional.of("file_id"),
                "Cannot find file %s, or organization %s does not have access to it."
                        .formatted(batch.request().inputFile(), batch.tenant()));
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

package org.argosy.dispatcher.plan;

import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import org.argosy.storage.BatchInput.Retry;
import org.argosy.storage.FileId;
import org.argosy.storage.Segment;
import org.argosy.storage.db.FileRepository;
import org.argosy.storage.db.PlanClaim;
import org.argosy.storage.db.RetryRepository;
import org.argosy.storage.db.RetryRepository.Results;
import org.argosy.storage.objects.ObjectNotFoundException;
import org.argosy.storage.objects.ObjectStore;
import org.argosy.storage.results.FailureReader;
import org.argosy.storage.results.OutcomeReader;
import org.roaringbitmap.RoaringBitmap;

/**
 * Finds the lines that a retry runs: those of its parent that did not succeed, for one of the reasons that were asked for,
 * and that no other retry has. What was found once stays, whoever plans the batch again. Methods block. Safe for use by
 * any number of threads.
 */
final class RetrySelection {

    private final RetryRepository retries;
    private final FileRepository files;
    private final ObjectStore store;

    RetrySelection(RetryRepository retries, FileRepository files, ObjectStore store) {
        this.retries = retries;
        this.files = files;
        this.store = store;
    }

    /**
     * The lines of a retry, none when nothing is left to be run again; empty when the claim no longer holds.
     *
     * @throws ResultsGoneException when the parent's results were deleted, so that nobody knows what had succeeded
     */
    Optional<RoaringBitmap> of(ClaimKeeper keeper, Retry retry) throws InterruptedException {
        PlanClaim claim = keeper.claim();
        Optional<RoaringBitmap> before = retries.selected(claim.batch().id());
        if (before.isPresent()) {
            return before;
        }
        Optional<Results> results = retries.results(retry.parent());
        Optional<RoaringBitmap> lines =
                results.isEmpty() ? Optional.of(new RoaringBitmap()) : failedOf(keeper, results.get(), retry.codes());
        return lines.filter(wanted -> retries.give(claim, retry.parent(), wanted));
    }

    private Optional<RoaringBitmap> failedOf(ClaimKeeper keeper, Results results, List<String> codes)
            throws InterruptedException {
        try {
            return failed(keeper, results, codes);
        } catch (ObjectNotFoundException e) {
            throw new ResultsGoneException("an object of the results is gone", e);
        }
    }

    private Optional<RoaringBitmap> failed(ClaimKeeper keeper, Results results, List<String> codes)
            throws InterruptedException {
        RoaringBitmap failed = results.lines().clone();
        int successes = 0;
        try (OutcomeReader outcomes = new OutcomeReader(open(results.provenance()));
                FailureReader failures = new FailureReader(open(results.error()))) {
            while (outcomes.next()) {
                if (!keeper.keep()) {
                    return Optional.empty();
                }
                successes += outcomes.succeeded() ? 1 : 0;
                if (outcomes.succeeded() || !(codes.isEmpty() || isMeant(outcomes, failures, codes))) {
                    failed.remove(outcomes.line());
                }
            }
        }
        if (successes != results.completed()) {
            throw new ResultsGoneException("the successes of a batch are no longer told");
        }
        return Optional.of(failed);
    }

    private static boolean isMeant(OutcomeReader outcome, FailureReader failures, List<String> codes) {
        if (!failures.next() || !failures.customId().equals(outcome.customId())) {
            throw new ResultsGoneException("the error file no longer has line " + outcome.line());
        }
        return codes.stream().anyMatch(failures.reasons()::contains);
    }

    private InputStream open(FileId file) {
        List<Segment> segments = files.segments(file);
        return new InputFile(store, segments)
                .open(0, segments.stream().mapToLong(Segment::bytes).sum());
    }

    /** What a batch came to was deleted. */
    static final class ResultsGoneException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        ResultsGoneException(String message) {
            super(message);
        }

        ResultsGoneException(String message, Throwable cause) {
            super(message, cause);
        }
    }
}

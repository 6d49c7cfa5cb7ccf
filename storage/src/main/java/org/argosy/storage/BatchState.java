package org.argosy.storage;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Where a batch stands, with the times at which it got there. Each state is a record whose methods are the moves that are
 * legal from it, so that an illegal move does not compile.
 *
 * <pre>
 * Validating ─► InProgress ─► Finalizing ─► Completed
 *     │             │             └───────► Expired
 *     ├─► Failed    │
 *     ├─► Expired   │
 *     └─────────────┴─────────────► Cancelling ─► Cancelled
 * </pre>
 *
 * A batch whose window ends goes from InProgress to Finalizing, where nothing new is sent and open lines may still end,
 * and from there to Expired. Immutable.
 */
public sealed interface BatchState {

    BatchStatus status();

    /** When the input was found valid; empty before that. */
    default Optional<Instant> inProgressAt() {
        return Optional.empty();
    }

    default Optional<Instant> finalizingAt() {
        return Optional.empty();
    }

    default Optional<Instant> cancellingAt() {
        return Optional.empty();
    }

    /** When it ended; empty for a batch that has not. */
    default Optional<Instant> endedAt() {
        return Optional.empty();
    }

    /** A state from which the owner may cancel. */
    sealed interface Cancellable extends BatchState {

        default Cancelling cancel(Instant at) {
            return new Cancelling(inProgressAt(), finalizingAt(), at);
        }
    }

    record Validating() implements Cancellable {

        @Override
        public BatchStatus status() {
            return BatchStatus.VALIDATING;
        }

        public InProgress start(Instant at) {
            return new InProgress(Optional.of(at));
        }

        /** Ends the batch because its input is invalid. */
        public Failed fail(Instant at, List<ValidationError> errors) {
            return new Failed(at, errors);
        }

        public Expired expire(Instant at) {
            return new Expired(Optional.empty(), Optional.empty(), at, BatchResults.NONE);
        }
    }

    record InProgress(Optional<Instant> inProgressAt) implements Cancellable {

        @Override
        public BatchStatus status() {
            return BatchStatus.IN_PROGRESS;
        }

        public Finalizing finish(Instant at) {
            return new Finalizing(inProgressAt, Optional.of(at));
        }
    }

    record Finalizing(Optional<Instant> inProgressAt, Optional<Instant> finalizingAt) implements Cancellable {

        @Override
        public BatchStatus status() {
            return BatchStatus.FINALIZING;
        }

        public Completed complete(Instant at, BatchResults results) {
            return new Completed(inProgressAt, finalizingAt, at, results);
        }

        public Expired expire(Instant at, BatchResults results) {
            return new Expired(inProgressAt, finalizingAt, at, results);
        }
    }

    record Cancelling(Optional<Instant> inProgressAt, Optional<Instant> finalizingAt, Instant requestedAt)
            implements BatchState {

        @Override
        public BatchStatus status() {
            return BatchStatus.CANCELLING;
        }

        @Override
        public Optional<Instant> cancellingAt() {
            return Optional.of(requestedAt);
        }

        public Cancelled end(Instant at, BatchResults results) {
            return new Cancelled(inProgressAt, finalizingAt, requestedAt, at, results);
        }
    }

    /** A state that is never left. */
    sealed interface Ended extends BatchState {

        /** When it ended. */
        Instant at();

        BatchResults results();
    }

    record Failed(Instant at, List<ValidationError> errors) implements Ended {

        public Failed {
            errors = List.copyOf(errors);
        }

        @Override
        public BatchStatus status() {
            return BatchStatus.FAILED;
        }

        @Override
        public Optional<Instant> endedAt() {
            return Optional.of(at);
        }

        @Override
        public BatchResults results() {
            return BatchResults.NONE;
        }
    }

    record Completed(Optional<Instant> inProgressAt, Optional<Instant> finalizingAt, Instant at, BatchResults results)
            implements Ended {

        @Override
        public BatchStatus status() {
            return BatchStatus.COMPLETED;
        }

        @Override
        public Optional<Instant> endedAt() {
            return Optional.of(at);
        }
    }

    record Expired(Optional<Instant> inProgressAt, Optional<Instant> finalizingAt, Instant at, BatchResults results)
            implements Ended {

        @Override
        public BatchStatus status() {
            return BatchStatus.EXPIRED;
        }

        @Override
        public Optional<Instant> endedAt() {
            return Optional.of(at);
        }
    }

    record Cancelled(
            Optional<Instant> inProgressAt,
            Optional<Instant> finalizingAt,
            Instant requestedAt,
            Instant at,
            BatchResults results)
            implements Ended {

        @Override
        public BatchStatus status() {
            return BatchStatus.CANCELLED;
        }

        @Override
        public Optional<Instant> cancellingAt() {
            return Optional.of(requestedAt);
        }

        @Override
        public Optional<Instant> endedAt() {
            return Optional.of(at);
        }
    }
}

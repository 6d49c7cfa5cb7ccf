package org.argosy.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BatchStateTest {

    private static final Instant T1 = Instant.parse("2026-03-01T12:00:01Z");
    private static final Instant T2 = T1.plusSeconds(1);
    private static final Instant T3 = T1.plusSeconds(2);
    private static final Instant T4 = T1.plusSeconds(3);

    private final BatchState.Validating validating = new BatchState.Validating();

    @Test
    void shouldKeepEveryTimeOnTheWayToCompleted() {
        BatchResults results = new BatchResults(Optional.of(Ids.file()), Optional.empty());
        BatchState.Completed completed = validating.start(T1).finish(T2).complete(T3, results);

        assertThat(completed.status()).isEqualTo(BatchStatus.COMPLETED);
        assertThat(completed.inProgressAt()).contains(T1);
        assertThat(completed.finalizingAt()).contains(T2);
        assertThat(completed.endedAt()).contains(T3);
        assertThat(completed.results()).isEqualTo(results);
    }

    @Test
    void shouldKeepEveryTimeOnTheWayToCancelled() {
        BatchState.Cancelled cancelled =
                validating.start(T1).finish(T2).cancel(T3).end(T4, BatchResults.NONE);

        assertThat(cancelled.inProgressAt()).contains(T1);
        assertThat(cancelled.finalizingAt()).contains(T2);
        assertThat(cancelled.cancellingAt()).contains(T3);
        assertThat(cancelled.endedAt()).contains(T4);
    }

    @Test
    void shouldKnowNoTimesThatNeverCame() {
        BatchState.Cancelling cancelling = validating.cancel(T1);

        assertThat(cancelling.inProgressAt()).isEmpty();
        assertThat(cancelling.finalizingAt()).isEmpty();
        assertThat(cancelling.endedAt()).isEmpty();
        assertThat(validating.expire(T1).inProgressAt()).isEmpty();
    }

    @Test
    void shouldKeepItsErrorsWhenTheCallersListChanges() {
        List<ValidationError> errors = new ArrayList<>();
        errors.add(new ValidationError("code", OptionalInt.empty(), Optional.empty(), "message"));
        BatchState.Failed failed = validating.fail(T1, errors);
        errors.clear();

        assertThat(failed.errors()).hasSize(1);
        assertThat(failed.results()).isEqualTo(BatchResults.NONE);
    }

    @ParameterizedTest
    @EnumSource(BatchStatus.class)
    void shouldFindTheStatusByItsNameOnTheWire(BatchStatus status) {
        assertThat(BatchStatus.of(status.wireName())).isEqualTo(status);
    }

    @Test
    void shouldHaveEndedInFourStatuses() {
        assertThat(Arrays.stream(BatchStatus.values()).filter(BatchStatus::ended))
                .containsExactly(BatchStatus.FAILED, BatchStatus.COMPLETED, BatchStatus.EXPIRED, BatchStatus.CANCELLED);
    }
}

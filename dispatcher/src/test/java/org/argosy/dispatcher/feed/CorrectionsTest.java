package org.argosy.dispatcher.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.List;
import java.util.Random;
import org.argosy.storage.BatchId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CorrectionsTest {

    private static final BatchId BATCH = new BatchId("batch_1");
    private static final BatchId OTHER = new BatchId("batch_2");

    private final Corrections corrections = new Corrections();

    @Test
    void shouldBelieveEstimatesWhileNothingIsKnown() {
        assertThat(corrections.of(BATCH)).isEqualTo(1);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void shouldFindWhatABatchUsesAndTellItToOthersOfTheModel(long seed) {
        Random random = new Random(seed);
        double truth = 0.05 + random.nextDouble() * 10;
        double used = 0;
        double estimated = 0;
        for (int i = 0; i < 5_000; i++) {
            double estimate = 1 + random.nextInt(2_000);
            estimated += estimate;
            used += estimate * truth * (0.5 + random.nextDouble());
            corrections.observe(BATCH, used, estimated);
        }

        assertThat(corrections.of(BATCH)).isCloseTo(truth, withinPercentage(3));
        assertThat(corrections.of(OTHER)).isCloseTo(truth, withinPercentage(10));
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void shouldStayWithinItsBoundsWhateverServersTell(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 10_000; i++) {
            corrections.observe(new BatchId("b" + random.nextInt(10)), (double) random.nextLong(), random.nextInt());
            assertThat(corrections.of(new BatchId("b" + random.nextInt(10))))
                    .isBetween(Corrections.LEAST, Corrections.MOST);
        }
    }

    @Test
    void shouldLearnNothingFromServersThatTellNoUsage() {
        corrections.observe(BATCH, 0, 1_000_000);

        assertThat(corrections.of(BATCH)).isEqualTo(1);
    }

    @Test
    void shouldKeepTheModelsFactorWhenABatchIsForgotten() {
        corrections.observe(BATCH, 4_000_000, 1_000_000);
        corrections.retain(List.of());

        assertThat(corrections.of(BATCH)).isCloseTo(4, withinPercentage(2));
    }
}

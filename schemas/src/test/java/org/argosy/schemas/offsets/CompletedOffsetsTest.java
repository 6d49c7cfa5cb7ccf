package org.argosy.schemas.offsets;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class CompletedOffsetsTest {

    private static final long COMMITTED = 7_000_000_000L;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void shouldReadBackWhatItWroteWhenItFits(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 60; round++) {
            BitSet finished = randomSet(random, 1 + random.nextInt(30_000), random.nextDouble());
            CompletedOffsets written = CompletedOffsets.of(COMMITTED, finished);
            Optional<String> metadata = written.encode();

            metadata.ifPresent(text -> {
                assertThat(text.length()).isLessThanOrEqualTo(CompletedOffsets.MAX_METADATA_BYTES);
                assertThat(CompletedOffsets.decode(COMMITTED, text)).isEqualTo(written);
                assertThat(CompletedOffsets.decode(COMMITTED, text).count()).isEqualTo(finished.cardinality());
            });
            assertThat(metadata.isPresent() || finished.length() > CompletedOffsets.SAFE_SPAN)
                    .isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14, 15})
    void shouldFitWhenFewOffsetsOfALongSpanAreOpen(long seed) {
        Random random = new Random(seed);
        BitSet finished = new BitSet();
        finished.set(1, CompletedOffsets.MAX_SPAN);
        for (int i = 1; i < CompletedOffsets.SAFE_OPEN; i++) {
            finished.clear(random.nextInt(CompletedOffsets.MAX_SPAN));
        }
        CompletedOffsets written = CompletedOffsets.of(COMMITTED, finished);

        assertThat(written.encode())
                .map(text -> CompletedOffsets.decode(COMMITTED, text))
                .contains(written);
    }

    @Test
    void shouldSayThatItOverflowsWhenTheSetIsTooRagged() {
        Random random = new Random(1);

        assertThat(CompletedOffsets.of(0, randomSet(random, 100_000, 0.5)).encode())
                .isEmpty();
        BitSet far = new BitSet();
        far.set(CompletedOffsets.MAX_SPAN);
        assertThat(CompletedOffsets.of(0, far).encode()).isEmpty();
    }

    @Test
    void shouldStayShortWhenOneStragglerHoldsManyBack() {
        BitSet finished = new BitSet();
        finished.set(1, 1_000_000);

        assertThat(CompletedOffsets.of(5, finished).encode().orElseThrow().length())
                .isLessThan(12);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "1", "1r", "1b", "2rAAE", "1xAAE", "1r!!", "hello", "1r//////8=", "1rgICAgICA"})
    void shouldReadNoneWhenTheMetadataIsNotItsOwn(String metadata) {
        CompletedOffsets read = CompletedOffsets.decode(COMMITTED, metadata);

        assertThat(read).isEqualTo(CompletedOffsets.none(COMMITTED));
        assertThat(read.count()).isZero();
    }

    @ParameterizedTest
    @ValueSource(longs = {21, 22, 23})
    void shouldNeverThrowNorGrowWhenFedGarbage(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 2_000; round++) {
            StringBuilder text = new StringBuilder(random.nextBoolean() ? "1r" : "1b");
            for (int i = random.nextInt(40); i > 0; i--) {
                text.append((char) (' ' + random.nextInt(95)));
            }
            assertThat(CompletedOffsets.decode(COMMITTED, text.toString()).end())
                    .isBetween(COMMITTED, COMMITTED + CompletedOffsets.MAX_SPAN);
        }
    }

    @Test
    void shouldKnowWhichOffsetsNeedNoWork() {
        BitSet finished = new BitSet();
        finished.set(2, 4);
        CompletedOffsets offsets = CompletedOffsets.of(100, finished);

        assertThat(offsets.contains(99)).isTrue();
        assertThat(offsets.contains(100)).isFalse();
        assertThat(offsets.contains(102)).isTrue();
        assertThat(offsets.contains(104)).isFalse();
        assertThat(offsets.contains(Long.MAX_VALUE)).isFalse();
        assertThat(offsets.end()).isEqualTo(104);
    }

    private static BitSet randomSet(Random random, int span, double density) {
        BitSet bits = new BitSet();
        for (int i = 1; i < span; i++) {
            bits.set(i, random.nextDouble() < density);
        }
        return bits;
    }
}

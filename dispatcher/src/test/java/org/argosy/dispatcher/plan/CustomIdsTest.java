package org.argosy.dispatcher.plan;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CustomIdsTest {

    @Test
    void shouldTellWhereTheFirstUseWasWhenAnIdComesTwice() {
        CustomIds ids = new CustomIds(8_000_000_000L, 1_000_000, 42);
        for (int i = 0; i < 1_000_000; i++) {
            assertThat(ids.add("request-" + i, i * 7_999L)).isEqualTo(CustomIds.NEW);
        }
        for (int i = 0; i < 1_000_000; i += 1_000) {
            assertThat(ids.add("request-" + i, 7_999_999_999L)).isEqualTo(i * 7_999L);
        }
    }

    @Test
    void shouldTakeAtMost16MegabytesForAMillionIds() {
        assertThat(CustomIds.memory(8_000_000_000L, 1_000_000)).isEqualTo(16 << 20);
        assertThat(CustomIds.memory(100, 1_000_000)).isLessThan(1_000);
    }

    @Test
    void shouldGoOnWhenThereAreMoreIdsThanAValidFileCouldHave() {
        CustomIds ids = new CustomIds(1_000, 1_000_000, 1);
        for (int i = 0; i < 1_000; i++) {
            ids.add("id" + i, i);
        }
        assertThat(ids.add("id3", 999)).isEqualTo(3);
    }
}

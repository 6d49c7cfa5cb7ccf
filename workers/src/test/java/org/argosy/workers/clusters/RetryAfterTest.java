package org.argosy.workers.clusters;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.eclipse.jetty.http.HttpFields;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {

    private static final Optional<String> DATE = Optional.of("Mon, 23 Nov 2026 10:00:00 GMT");

    @ParameterizedTest
    @CsvSource({"0, 0", "7, 7000", "' 7 ', 7000", "1.5, 1500", "3600, 3600000", "999999999999, 3600000"})
    void shouldReadSecondsUpToAnHour(String value, long millis) {
        assertThat(RetryAfter.parse(value, Optional.empty())).contains(Duration.ofMillis(millis));
    }

    @Test
    void shouldTakeADateAgainstTheAnswersOwn() {
        assertThat(RetryAfter.parse("Mon, 23 Nov 2026 10:00:30 GMT", DATE)).contains(Duration.ofSeconds(30));
        assertThat(RetryAfter.parse("Mon, 23 Nov 2026 09:00:00 GMT", DATE)).contains(Duration.ZERO);
        assertThat(RetryAfter.parse("Tue, 24 Nov 2026 10:00:00 GMT", DATE)).contains(Duration.ofHours(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "soon", "-5", "1s", "Mon, 99 Nov 2026 10:00:00 GMT"})
    void shouldCountAsNoneWhatCannotBeRead(String value) {
        assertThat(RetryAfter.parse(value, DATE)).isEmpty();
    }

    @Test
    void shouldCountAsNoneADateWithoutOneToCompareItTo() {
        assertThat(RetryAfter.parse("Mon, 23 Nov 2026 10:00:30 GMT", Optional.empty()))
                .isEmpty();
        assertThat(RetryAfter.parse("Mon, 23 Nov 2026 10:00:30 GMT", Optional.of("today")))
                .isEmpty();
    }

    @Test
    void shouldFindTheHeader() {
        assertThat(RetryAfter.of(HttpFields.build().put("retry-after", "2"))).contains(Duration.ofSeconds(2));
        assertThat(RetryAfter.of(HttpFields.EMPTY)).isEmpty();
    }
}

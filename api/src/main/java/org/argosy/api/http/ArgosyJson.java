package org.argosy.api.http;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.argosy.storage.Batch;
import org.argosy.storage.Headway;

/**
 * What a batch object says beyond OpenAI's members.
 *
 * @param linesPerSecond lately; over all of its run when it has ended; null before it runs
 * @param tokensPerSecond input and output together, over the same time
 * @param etaSeconds until its last line; null when unknown and at its end
 * @param deadlineUsed how much of its window is gone, or was when it ended: 0 to 1
 */
record ArgosyJson(
        Optional<BigDecimal> linesPerSecond,
        Optional<BigDecimal> tokensPerSecond,
        Optional<Long> etaSeconds,
        BigDecimal deadlineUsed) {

    private static final int DIGITS = 3;

    static ArgosyJson of(Batch batch, Instant now) {
        Headway headway = Headway.of(batch, now);
        return new ArgosyJson(
                headway.linesPerSecond().map(ArgosyJson::rounded),
                headway.tokensPerSecond().map(ArgosyJson::rounded),
                headway.eta().map(Duration::toSeconds),
                rounded(headway.deadlineUsed()));
    }

    private static BigDecimal rounded(double value) {
        return BigDecimal.valueOf(value).setScale(DIGITS, RoundingMode.HALF_UP);
    }
}

package org.argosy.api.http;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.argosy.api.outlook.Outlook;
import org.argosy.api.outlook.Waiting;
import org.argosy.storage.Batch;
import org.argosy.storage.BatchId;
import org.argosy.storage.FileId;
import org.argosy.storage.Headway;

/**
 * What a batch object says beyond OpenAI's members.
 *
 * @param tenant the owner's name
 * @param linesPerSecond lately; over all of its run when it has ended; null before it runs
 * @param tokensPerSecond input and output together, over the same time
 * @param etaSeconds until its last line; null when unknown and at its end
 * @param deadlineUsed how much of its window is gone, or was when it ended: 0 to 1
 * @param inputFileIds all of its input files
 * @param parent the batch of which it runs again what did not succeed
 * @param children the batches that run again what did not succeed in it
 * @param priority among the batches of its tenant
 * @param paused whether its owner has paused it
 * @param waiting why nothing of it is being worked on; null when something is, and when it has ended
 */
record ArgosyJson(
        String tenant,
        Optional<BigDecimal> linesPerSecond,
        Optional<BigDecimal> tokensPerSecond,
        Optional<Long> etaSeconds,
        BigDecimal deadlineUsed,
        List<String> inputFileIds,
        Optional<String> parent,
        List<String> children,
        String priority,
        boolean paused,
        Optional<String> waiting,
        Estimate estimate) {

    private static final int DIGITS = 3;

    /**
     * How long it may take.
     *
     * @param seconds from now on, with the queue as it is; null when nobody can know
     * @param fitsWindow whether that is within the window; null when nobody can know
     */
    record Estimate(Optional<Long> seconds, Optional<Boolean> fitsWindow) {}

    static ArgosyJson of(Batch batch, String tenant, Outlook outlook, Instant now) {
        Headway headway = Headway.of(batch, now);
        return new ArgosyJson(
                tenant,
                headway.linesPerSecond().map(ArgosyJson::rounded),
                headway.tokensPerSecond().map(ArgosyJson::rounded),
                headway.eta().map(Duration::toSeconds),
                rounded(headway.deadlineUsed()),
                batch.request().input().files().stream().map(FileId::value).toList(),
                batch.request().input().retry().map(retry -> retry.parent().value()),
                batch.children().stream().map(BatchId::value).toList(),
                batch.standing().priority().wireName(),
                batch.standing().pausedAt().isPresent(),
                outlook.waiting().map(Waiting::wireName),
                new Estimate(outlook.estimate().map(Duration::toSeconds), outlook.fitsWindow()));
    }

    static BigDecimal rounded(double value) {
        return BigDecimal.valueOf(value).setScale(DIGITS, RoundingMode.HALF_UP);
    }
}

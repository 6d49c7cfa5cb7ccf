package org.argosy.ops.bench;

import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What one run measured, over all batches of it. Times are seconds; those without a source are empty.
 *
 * @param tenants tenants that had a batch each
 * @param lines lines of all batches together
 * @param status how the batches ended
 * @param createToInProgress from the first create call to the first poll that saw a batch run
 * @param runToFinalizing from there to the first poll that saw the last one finalize or end
 * @param finalizingToEnd from there to the first poll that saw the last one end
 * @param createToFirstRequest from the first create call to the backend's first request
 * @param lastAnswerToEnd from the backend's last answer to the first poll that saw the last batch end
 * @param smallBatch from creating the small batch behind the large one to its end
 * @param overIdeal the makespan, from create to end, over the shortest possible one
 * @param backendRequests requests that the backend saw; more than lines means repeats
 */
public record BenchReport(
        String server,
        int tenants,
        int lines,
        String status,
        double upload,
        double createToInProgress,
        double runToFinalizing,
        double finalizingToEnd,
        double createToEnd,
        double download,
        OptionalDouble createToFirstRequest,
        OptionalDouble lastAnswerToEnd,
        OptionalDouble smallBatch,
        OptionalDouble overIdeal,
        OptionalDouble cpuSecondsPer1000Lines,
        OptionalLong peakBytes,
        OptionalLong backendRequests,
        long outputLines,
        long errorLines,
        long missing,
        long repeats,
        long strangers) {

    public double linesPerSecond() {
        return lines / createToEnd;
    }

    /** Whether every line came back exactly once. */
    public boolean exactlyOnce() {
        return missing == 0 && repeats == 0 && strangers == 0;
    }
}

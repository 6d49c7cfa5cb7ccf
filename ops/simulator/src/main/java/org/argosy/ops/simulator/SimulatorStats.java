package org.argosy.ops.simulator;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What a simulated cluster has seen since it started or was last reset; a copy.
 *
 * @param requests inference requests by model ("?" when the body could not be read)
 * @param answers whole answers by status
 * @param faults injected faults by name
 * @param open requests not yet ended, running and waiting
 * @param aborted requests whose client went before the answer
 * @param busy time that slots were held for requests that were answered
 * @param ideal the shortest time in which the slots could have done the same work
 * @param firstRequestAt when the first inference request came
 * @param lastAnswerAt when the latest answer of 200 was given
 * @param records count of each recorded request, by its {@code user} member or else the hash of its body
 * @param unrecorded requests that the record had no room for
 */
public record SimulatorStats(
        Map<String, Long> requests,
        Map<Integer, Long> answers,
        Map<String, Long> faults,
        int slots,
        int open,
        int maxOpen,
        int running,
        int maxRunning,
        int queued,
        long aborted,
        long promptTokens,
        long outputTokens,
        Duration busy,
        Duration ideal,
        Optional<Instant> firstRequestAt,
        Optional<Instant> lastAnswerAt,
        Map<String, Integer> records,
        long unrecorded) {

    public SimulatorStats {
        requests = Map.copyOf(requests);
        answers = Map.copyOf(answers);
        faults = Map.copyOf(faults);
        records = Map.copyOf(records);
    }

    public long totalRequests() {
        return requests.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Whole answers of the status. */
    public long answers(int status) {
        return answers.getOrDefault(status, 0L);
    }

    /** Recorded requests that came again after they had come once. */
    public long repeats() {
        return records.values().stream().mapToLong(count -> count - 1L).sum();
    }
}

package org.argosy.ops.simulator;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Counts what happens. Thread-safe, with one short lock for each event: an event loop hardly ever finds it taken. */
final class StatsRecorder {

    private final InstantSource clock;
    private final int recordLimit;
    private final Map<String, Long> requests = new HashMap<>();
    private final Map<Integer, Long> answers = new HashMap<>();
    private final Map<String, Long> faults = new HashMap<>();
    private final Map<String, Integer> records = new HashMap<>();
    private int open;
    private int maxOpen;
    private long aborted;
    private long promptTokens;
    private long outputTokens;
    private long busyNanos;
    private long unrecorded;
    private @Nullable Instant firstRequestAt;
    private @Nullable Instant lastAnswerAt;

    StatsRecorder(InstantSource clock, int recordLimit) {
        this.clock = clock;
        this.recordLimit = recordLimit;
    }

    boolean recordsRequests() {
        return recordLimit > 0;
    }

    synchronized void opened(String model) {
        requests.merge(model, 1L, Long::sum);
        open++;
        maxOpen = Math.max(maxOpen, open);
        if (firstRequestAt == null) {
            firstRequestAt = clock.instant();
        }
    }

    synchronized void recorded(String key) {
        if (records.size() < recordLimit || records.containsKey(key)) {
            records.merge(key, 1, Integer::sum);
        } else {
            unrecorded++;
        }
    }

    synchronized void served(int prompt, int output, long slotNanos) {
        open--;
        answers.merge(200, 1L, Long::sum);
        promptTokens += prompt;
        outputTokens += output;
        busyNanos += slotNanos;
        lastAnswerAt = clock.instant();
    }

    synchronized void refused(int status) {
        open--;
        answers.merge(status, 1L, Long::sum);
    }

    /** The request gets no whole answer, by a fault. */
    synchronized void broken() {
        open--;
    }

    synchronized void aborted() {
        open--;
        aborted++;
    }

    synchronized void faulted(String name) {
        faults.merge(name, 1L, Long::sum);
    }

    synchronized void reset(SlotGate gate) {
        requests.clear();
        answers.clear();
        faults.clear();
        records.clear();
        maxOpen = open;
        aborted = 0;
        promptTokens = 0;
        outputTokens = 0;
        busyNanos = 0;
        unrecorded = 0;
        firstRequestAt = null;
        lastAnswerAt = null;
        gate.resetMax();
    }

    synchronized SimulatorStats snapshot(SlotGate gate) {
        return new SimulatorStats(
                requests,
                answers,
                faults,
                gate.slots(),
                open,
                maxOpen,
                gate.running(),
                gate.maxRunning(),
                gate.queued(),
                aborted,
                promptTokens,
                outputTokens,
                Duration.ofNanos(busyNanos),
                Duration.ofNanos(busyNanos / gate.slots()),
                Optional.ofNullable(firstRequestAt),
                Optional.ofNullable(lastAnswerAt),
                records,
                unrecorded);
    }
}

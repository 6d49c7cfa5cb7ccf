package org.argosy.dispatcher.collect;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Collection;

/** What the collector counts. Safe for use by any number of threads. */
final class CollectorMetrics {

    private final Counter lines;
    private final Counter repeats;
    private final Counter late;
    private final Counter unreadable;
    private final Counter refused;
    private final Timer write;
    private final DistributionSummary flush;

    CollectorMetrics(MeterRegistry registry) {
        this.lines = Counter.builder("argosy.collector.lines")
                .description("lines that got their outcome")
                .register(registry);
        this.repeats = dropped(registry, "repeat");
        this.late = dropped(registry, "batch-ended");
        this.unreadable = dropped(registry, "unreadable");
        this.refused = Counter.builder("argosy.collector.writes.refused")
                .description("writes that were based on rows that somebody else changed")
                .register(registry);
        this.write = Timer.builder("argosy.collector.write")
                .description("time to put segments and commit them")
                .register(registry);
        this.flush = DistributionSummary.builder("argosy.collector.flush")
                .description("lines that were written together")
                .baseUnit("lines")
                .register(registry);
    }

    private static Counter dropped(MeterRegistry registry, String reason) {
        return Counter.builder("argosy.collector.dropped")
                .description("outcomes that added no line")
                .tag("reason", reason)
                .register(registry);
    }

    void repeated() {
        repeats.increment();
    }

    void late() {
        late.increment();
    }

    void unreadable() {
        unreadable.increment();
    }

    void refused() {
        refused.increment();
    }

    void written(Collection<BatchBuffer> batches, Duration time) {
        int count = batches.stream().mapToInt(BatchBuffer::count).sum();
        lines.increment(count);
        flush.record(count);
        write.record(time);
    }
}

package org.argosy.dispatcher.outbox;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.InstantSource;
import org.argosy.storage.db.OutboxRepository.Drained;

/** What the relay is measured by. Safe for use by any number of threads. */
final class RelayMetrics {

    private final InstantSource clock;
    private final Counter sent;
    private final Counter failed;
    private final Timer lag;

    RelayMetrics(MeterRegistry registry, InstantSource clock) {
        this.clock = clock;
        this.sent = Counter.builder("argosy.relay.sent")
                .description("messages of the outbox that Kafka acknowledged")
                .register(registry);
        this.failed = Counter.builder("argosy.relay.failed")
                .description("messages of the outbox that could not be sent for now")
                .register(registry);
        this.lag = Timer.builder("argosy.relay.lag")
                .description("how long the oldest message of a round had waited until it was acknowledged")
                .register(registry);
    }

    void drained(Drained round) {
        sent.increment(round.sent());
        failed.increment(round.failures().size());
        round.oldest().ifPresent(written -> lag.record(Duration.between(written, clock.instant())));
    }
}

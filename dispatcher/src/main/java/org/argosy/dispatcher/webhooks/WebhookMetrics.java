package org.argosy.dispatcher.webhooks;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** What deliveries are counted by. Safe for use by any number of threads. */
final class WebhookMetrics {

    private final Map<Outcome, Timer> tries = new EnumMap<>(Outcome.class);
    private final Timer delay;
    private final Counter givenUp;
    private final AtomicLong open = new AtomicLong();

    WebhookMetrics(MeterRegistry registry) {
        for (Outcome outcome : Outcome.values()) {
            tries.put(
                    outcome,
                    Timer.builder("argosy.webhooks.try")
                            .description("time of a try, by how it ended")
                            .tag("outcome", outcome.tag())
                            .register(registry));
        }
        this.delay = Timer.builder("argosy.webhooks.delay")
                .description("time from the end of a batch to its delivery")
                .register(registry);
        this.givenUp = Counter.builder("argosy.webhooks.given.up")
                .description("deliveries that were never taken")
                .register(registry);
        Gauge.builder("argosy.webhooks.open", open, AtomicLong::get)
                .description("deliveries that have not ended")
                .register(registry);
    }

    void tried(WebhookSender.Sent sent) {
        Timer timer = tries.get(sent.outcome());
        if (timer != null) {
            timer.record(sent.result().duration());
        }
    }

    void delivered(Duration sinceEvent) {
        delay.record(sinceEvent);
    }

    void gaveUp() {
        givenUp.increment();
    }

    void open(long deliveries) {
        open.set(deliveries);
    }
}

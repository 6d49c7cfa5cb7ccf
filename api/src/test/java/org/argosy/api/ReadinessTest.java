package org.argosy.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ReadinessTest {

    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicInteger atOnce = new AtomicInteger();
    private final AtomicInteger mostAtOnce = new AtomicInteger();

    @Test
    void shouldAskOnceHoweverManyWantToKnow() throws Exception {
        Readiness readiness = new Readiness(List.of(new ReadinessCheck("it", this::check)));
        List<Future<Readiness.Report>> reports = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 1_000; i++) {
                reports.add(threads.submit(readiness::probe));
            }
        }
        for (Future<Readiness.Report> report : reports) {
            assertThat(report.get().httpStatus()).isEqualTo(200);
        }

        assertThat(mostAtOnce).hasValue(1);
        assertThat(asked.get()).as("a few, where a thousand calls take seconds").isLessThan(50);
    }

    @Test
    void shouldAskAgainAfterAMoment() {
        Readiness readiness = new Readiness(List.of(new ReadinessCheck("it", () -> {
            if (asked.incrementAndGet() == 1) {
                throw new IllegalStateException("away");
            }
        })));

        assertThat(readiness.probe().httpStatus()).isEqualTo(503);
        await().until(() -> readiness.probe().httpStatus() == 200);
    }

    private void check() {
        asked.incrementAndGet();
        mostAtOnce.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
        atOnce.decrementAndGet();
    }
}

package org.argosy.dispatcher;

import static org.argosy.dispatcher.testing.DispatcherFixture.answer;
import static org.argosy.dispatcher.testing.DispatcherFixture.now;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.argosy.dispatcher.testing.DispatcherFixture;
import org.argosy.schemas.Topics;
import org.argosy.storage.BatchId;
import org.argosy.storage.BatchState;
import org.argosy.storage.Limits;
import org.argosy.storage.Model;
import org.argosy.storage.ModelCatalog;
import org.junit.jupiter.api.Test;

class DispatcherIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Test
    void shouldRunAllPartsAndStopWithinSeconds() throws Exception {
        try (DispatcherFixture fixture = new DispatcherFixture()) {
            Dispatcher dispatcher = dispatcher(fixture);
            dispatcher.start();
            BatchId answered = fixture.runningBatch(2);
            BatchId late = fixture.runningBatch(2, 0, now().minusSeconds(1));

            fixture.publish(answer(answered, 1), answer(answered, 2));

            await().atMost(PATIENCE).untilAsserted(() -> {
                assertThat(fixture.batch(answered).state()).isInstanceOf(BatchState.Completed.class);
                assertThat(fixture.batch(late).state()).isInstanceOf(BatchState.Expired.class);
            });
            try (Admin admin = Admin.create(fixture.kafka)) {
                assertThat(admin.listTopics().names().get()).contains(Topics.work("dispatcher/it"));
            }
            long closing = System.nanoTime();
            dispatcher.close();
            assertThat(Duration.ofNanos(System.nanoTime() - closing)).isLessThan(Duration.ofSeconds(15));
        }
    }

    private static Dispatcher dispatcher(DispatcherFixture fixture) {
        return new Dispatcher(
                fixture.database,
                fixture.store,
                fixture.kafka,
                new ModelCatalog(List.of(new Model("dispatcher/it", Set.of("/v1/embeddings"), Set.of("lab")))),
                Limits.defaults(),
                Topics.defaults(),
                DispatcherSettings.defaults(),
                Clock.systemUTC(),
                new SimpleMeterRegistry());
    }
}

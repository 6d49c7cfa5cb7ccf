package org.argosy.storage.db;

import static org.argosy.storage.db.Fixture.NOW;
import static org.argosy.storage.db.Fixture.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.argosy.storage.db.OutboxRepository.Drained;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OutboxRepositoryIT {

    private static final Duration PATIENCE = Duration.ofMillis(200);

    private final Fixture fixture = new Fixture();
    private final OutboxRepository outbox = new OutboxRepository(fixture.database.jdbi());
    private final List<String> sent = new ArrayList<>();

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void shouldSendEachMessageOnceInOrder() throws Exception {
        add("a", "b", "c");

        assertThat(outbox.drain(2, this::send, PATIENCE)).isEqualTo(new Drained(2, List.of(), Optional.of(NOW)));
        assertThat(outbox.drain(2, this::send, PATIENCE)).isEqualTo(new Drained(1, List.of(), Optional.of(NOW)));
        assertThat(outbox.drain(2, this::send, PATIENCE)).isEqualTo(new Drained(0, List.of(), Optional.empty()));
        assertThat(sent).containsExactly("a", "b", "c");
    }

    @Test
    void shouldKeepOnlyWhatCouldNotBeSent() throws Exception {
        add("a", "poison", "never", "d");

        Drained drained = outbox.drain(
                10,
                message -> switch (message.key()) {
                    case "poison" -> CompletableFuture.failedFuture(new IllegalStateException("too large"));
                    case "never" -> new CompletableFuture<>();
                    default -> send(message);
                },
                PATIENCE);

        assertThat(drained.sent()).isEqualTo(2);
        assertThat(drained.failures()).hasSize(2);
        sent.clear();
        outbox.drain(10, this::send, PATIENCE);
        assertThat(sent).containsExactly("poison", "never");
    }

    @Test
    void shouldKeepEverythingWhenTheSenderThrows() throws Exception {
        add("a");

        assertThatThrownBy(() -> outbox.drain(
                        10,
                        _ -> {
                            throw new IllegalStateException("closed");
                        },
                        PATIENCE))
                .hasMessage("closed");
        assertThat(outbox.drain(10, this::send, PATIENCE).sent()).isEqualTo(1);
    }

    @Test
    void shouldPassOverWhatAnotherIsSending() throws Exception {
        add("a");

        outbox.drain(
                1,
                message -> {
                    CompletableFuture.runAsync(() -> {
                                add("b");
                                drainAll();
                            })
                            .join();
                    return send(message);
                },
                PATIENCE);

        assertThat(sent).containsExactly("b", "a");
        assertThat(outbox.drain(10, this::send, PATIENCE).sent()).isZero();
    }

    @Test
    void shouldWakeTheListenerWhenAMessageIsCommitted() {
        try (DatabaseSignal signal = outbox.listen()) {
            assertThat(signal.await(Duration.ofMillis(50))).isFalse();
            fixture.database.jdbi().useTransaction(tx -> {
                OutboxRepository.add(tx, message("a"), NOW);
                assertThat(signal.await(Duration.ofMillis(50))).isFalse();
            });
            assertThat(signal.await(Duration.ofSeconds(5))).isTrue();
            signal.probe();
        }
    }

    private void add(String... keys) {
        fixture.database.jdbi().useTransaction(tx -> {
            for (String key : keys) {
                OutboxRepository.add(tx, message(key), NOW);
            }
        });
    }

    private Future<?> send(OutboxMessage message) {
        sent.add(message.key());
        return CompletableFuture.completedFuture(null);
    }

    private void drainAll() {
        try {
            outbox.drain(10, this::send, PATIENCE);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}

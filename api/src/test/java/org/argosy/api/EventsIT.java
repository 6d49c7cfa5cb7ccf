package org.argosy.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.argosy.api.events.WatchSettings;
import org.argosy.storage.ApiKey;
import org.argosy.storage.KeyRole;
import org.argosy.storage.db.KeyRepository;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Server-sent events of batches. */
class EventsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int STREAMS = 8;
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private static RunningApi api;

    @BeforeAll
    static void start() {
        api = RunningApi.start(
                settings -> settings,
                List.of(),
                new WatchSettings(Duration.ofMillis(20), Duration.ofMillis(200), Duration.ofMinutes(10), STREAMS));
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    /** An event as it was sent. */
    private record Event(String name, String id, JsonNode data) {}

    @Test
    @Tag("batches.events")
    void shouldTellSeveralWatchersOfEachStateAndOfProgress() {
        LiveBatch batch = LiveBatch.create(api);
        List<Watcher> watchers = List.of(watch(batch, ""), watch(batch, ""), watch(batch, ""));
        watchers.forEach(w -> w.awaitStates("validating"));

        batch.start(3);
        watchers.forEach(w -> w.awaitStates("validating", "in_progress"));
        batch.finish(1, -2);
        watchers.forEach(w -> await().atMost(PATIENCE)
                .until(() -> w.last("progress").at("/request_counts/completed").asInt() == 1));
        watchers.forEach(w -> await().atMost(PATIENCE).until(() -> w.comments.get() > 0));
        batch.finish(3);
        batch.end();

        for (Watcher watcher : watchers) {
            watcher.awaitEnd();
            watcher.awaitStates("validating", "in_progress", "finalizing", "completed");
            JsonNode last = watcher.last("progress");
            assertThat(last.get("status").stringValue()).isEqualTo("completed");
            assertThat(last.at("/request_counts/completed").asInt()).isEqualTo(2);
            assertThat(last.at("/argosy/lines_per_second").isNumber()).isTrue();
            assertThat(watcher.events.getLast().name()).isEqualTo("state");
            assertThat(watcher.response.headers().firstValue("Content-Type"))
                    .hasValueSatisfying(type -> assertThat(type).startsWith("text/event-stream"));
        }
    }

    @Test
    @Tag("batches.events.resume")
    void shouldGoOnBehindAnyEventAndMissNoState() {
        LiveBatch batch = LiveBatch.create(api);
        Watcher first = watch(batch, "");
        first.awaitStates("validating");
        batch.start(2);
        first.awaitStates("validating", "in_progress");
        batch.finish(1);
        await().atMost(PATIENCE)
                .until(() ->
                        first.last("progress").at("/request_counts/completed").asInt() == 1);
        batch.finish(2);
        batch.end();
        first.awaitEnd();

        for (int i = 0; i < first.events.size() - 1; i++) {
            Watcher again = watch(batch, first.events.get(i).id());
            again.awaitEnd();
            List<String> states = new ArrayList<>();
            first.events.subList(0, i + 1).stream()
                    .filter(e -> e.name().equals("state"))
                    .forEach(e -> states.add(e.data().get("status").stringValue()));
            states.addAll(again.states());
            assertThat(states).containsExactly("validating", "in_progress", "finalizing", "completed");
            assertThat(again.last("progress").get("status").stringValue()).isEqualTo("completed");
        }
        HttpResponse<String> over = api.send(api.request(path(batch))
                .header("Last-Event-ID", first.events.getLast().id()));
        assertThat(over.statusCode()).isEqualTo(204);
        assertThat(api.send(api.request(path(batch)).header("Last-Event-ID", "nonsense"))
                        .body())
                .contains("\"status\":\"validating\"");
    }

    @Test
    @Tag("batches.events")
    void shouldTellOfAQuietBatchThatLooksDifferent() {
        LiveBatch batch = LiveBatch.create(api).start(3).finish(1);
        Watcher watcher = watch(batch, "");
        watcher.awaitStates("validating", "in_progress");
        await().atMost(PATIENCE).until(() -> watcher.last("progress").has("argosy"));

        api.database()
                .jdbi()
                .useHandle(h -> h.execute(
                        "update batch set paused_at = now() where id = ?",
                        batch.id().value()));

        await().atMost(PATIENCE)
                .until(() -> watcher.last("progress").at("/argosy/paused").asBoolean());
        assertThat(watcher.events.getLast().id()).isEqualTo("2.1");
        watcher.leave();
    }

    @Test
    @Tag("batches.events.limit")
    void shouldLimitATenantsStreamsAndTakeOthersWhenTheyClose() {
        LiveBatch batch = LiveBatch.create(api);
        List<Watcher> watchers = new ArrayList<>();
        for (int i = 0; i < STREAMS; i++) {
            watchers.add(watch(batch, ""));
        }
        watchers.forEach(w -> w.awaitStates("validating"));

        HttpResponse<String> refused = api.send(api.request(path(batch)));
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(RunningApi.json(refused).at("/error/code").stringValue()).isEqualTo("rate_limit_exceeded");
        assertThat(api.send(api.keyless(path(batch)).header("Authorization", "Bearer " + api.otherKey()))
                        .statusCode())
                .isEqualTo(404);

        watchers.forEach(Watcher::leave);
        LiveBatch ended = LiveBatch.create(api).start(1).finish(1);
        ended.end();
        await().atMost(PATIENCE).until(() -> api.send(api.request(path(ended))).statusCode() == 200);
    }

    @Test
    @Tag("batches.events.key")
    void shouldEndAStreamWhoseKeyIsRevoked() {
        LiveBatch batch = LiveBatch.create(api).start(2);
        KeyRepository keys = new KeyRepository(api.database().jdbi());
        ApiKey.WithSecret key =
                keys.create(new ApiKey.Request("first", "short", KeyRole.USER, Optional.empty()), Instant.now());
        Watcher watcher = new Watcher(api.request(path(batch), key.secret()).build());
        Watcher other = watch(batch, "");
        watcher.awaitStates("validating", "in_progress");

        keys.revoke(key.key().id(), Instant.now());

        watcher.awaitEnd();
        assertThat(api.send(api.request(path(batch), key.secret())).statusCode())
                .isEqualTo(401);
        batch.finish(1);
        await().atMost(PATIENCE)
                .until(() ->
                        other.last("progress").at("/request_counts/completed").asInt() == 1);
        other.leave();
    }

    private static String path(LiveBatch batch) {
        return "/v1/batches/" + batch.id() + "/events";
    }

    private static Watcher watch(LiveBatch batch, String lastId) {
        HttpRequest.Builder request = api.request(path(batch));
        if (!lastId.isEmpty()) {
            request.header("Last-Event-ID", lastId);
        }
        return new Watcher(request.build());
    }

    /** Reads a stream on a thread of its own. */
    private static final class Watcher {

        private final List<Event> events = new CopyOnWriteArrayList<>();
        private final HttpResponse<Stream<String>> response;
        private final Thread thread;
        private final AtomicInteger comments = new AtomicInteger();

        Watcher(HttpRequest request) {
            try {
                response = HTTP.send(request, BodyHandlers.ofLines());
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
            assertThat(response.statusCode()).isEqualTo(200);
            thread = Thread.ofVirtual().start(this::read);
        }

        private void read() {
            String[] event = {"", ""};
            try {
                response.body().forEach(line -> {
                    if (line.startsWith(":")) {
                        comments.incrementAndGet();
                    } else if (line.startsWith("event: ")) {
                        event[0] = line.substring(7);
                    } else if (line.startsWith("id: ")) {
                        event[1] = line.substring(4);
                    } else if (line.startsWith("data: ")) {
                        events.add(new Event(event[0], event[1], RunningApi.JSON.readTree(line.substring(6))));
                    }
                });
            } catch (UncheckedIOException e) {
                // It was closed.
            }
        }

        List<String> states() {
            return events.stream()
                    .filter(e -> e.name().equals("state"))
                    .map(e -> e.data().get("status").stringValue())
                    .toList();
        }

        JsonNode last(String name) {
            return events.stream()
                    .filter(e -> e.name().equals(name))
                    .reduce((_, b) -> b)
                    .map(Event::data)
                    .orElseGet(RunningApi.JSON::createObjectNode);
        }

        void awaitStates(String... expected) {
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(states()).containsExactly(expected));
        }

        void awaitEnd() {
            await().atMost(PATIENCE).until(() -> !thread.isAlive());
        }

        void leave() {
            response.body().close();
        }
    }
}

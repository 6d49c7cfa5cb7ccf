package org.argosy.api.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.argosy.api.batches.NoSuchBatch;
import org.argosy.api.events.EventId;
import org.argosy.api.events.Snapshot;
import org.argosy.api.events.WatchHub;
import org.argosy.api.identity.Authenticator;
import org.argosy.api.identity.Caller;
import org.argosy.storage.BatchId;
import org.argosy.storage.db.LiveRepository;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;

/**
 * {@code /v1/batches/{id}/events}: server-sent events until the batch has ended. Each stream has a virtual thread, which
 * sleeps between events; one whose client reads nothing is cut by the connection's timeout.
 */
@Controller
final class EventsController {

    private static final Logger LOG = LoggerFactory.getLogger(EventsController.class);
    private static final long RETRY_MILLIS = 1_000;

    private final LiveRepository batches;
    private final WatchHub hub;
    private final Authenticator keys;

    EventsController(LiveRepository batches, WatchHub hub, Authenticator keys) {
        this.batches = batches;
        this.hub = hub;
        this.keys = keys;
    }

    @GetMapping("/v1/batches/{id}/events")
    void events(Caller caller, @PathVariable("id") BatchId id, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        Snapshot first = hub.look(batches.find(caller.scope(), id).orElseThrow(() -> NoSuchBatch.of(id)));
        EventId known = EventId.parse(request.getHeader("Last-Event-ID"));
        if (first.ended() && known.states() >= first.id().states()) {
            response.setStatus(HttpServletResponse.SC_NO_CONTENT);
            return;
        }
        try (WatchHub.Stream stream = hub.watch(caller.tenant(), first)) {
            response.setContentType(MediaType.TEXT_EVENT_STREAM_VALUE);
            response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
            response.setHeader("X-Accel-Buffering", "no");
            if (!request.getMethod().equals("HEAD")) {
                send(caller, stream, known, new EventWriter(response.getOutputStream()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            LOG.atDebug().setCause(e).addKeyValue("batch", id).log("A client has left the events");
        }
    }

    private void send(Caller caller, WatchHub.Stream stream, EventId start, EventWriter events)
            throws IOException, InterruptedException {
        long begun = System.nanoTime();
        long heard = begun;
        EventId known = start;
        events.begin(RETRY_MILLIS);
        while (!stream.over()
                && System.nanoTime() - begun < hub.settings().longest().toNanos()
                && mayGoOn(caller)) {
            Optional<Snapshot> news = stream.await(known, quiet());
            if (news.isPresent()) {
                known = events.tell(news.get(), known);
                heard = System.nanoTime();
                if (news.get().ended()) {
                    return;
                }
            } else if (System.nanoTime() - heard >= hub.settings().heartbeat().toNanos()) {
                events.heartbeat();
                heard = System.nanoTime();
            }
        }
    }

    /** No longer than until the key is to be looked at again. */
    private Duration quiet() {
        Duration heartbeat = hub.settings().heartbeat();
        return heartbeat.compareTo(keys.memory()) < 0 ? heartbeat : keys.memory();
    }

    /** A database that is away tells nothing, and the stream outlives it. */
    private boolean mayGoOn(Caller caller) {
        try {
            return keys.stillKnows(caller);
        } catch (RuntimeException e) {
            LOG.atDebug().setCause(e).log("The key of a stream of events cannot be looked at");
            return true;
        }
    }
}

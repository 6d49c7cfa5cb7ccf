package org.argosy.api.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.argosy.api.events.EventId;
import org.argosy.api.events.Snapshot;
import org.argosy.storage.BatchId;
import org.argosy.storage.BatchState;

/**
 * Writes server-sent events: {@code state} for each state that a batch has got to, {@code progress} with the batch object,
 * and a last {@code state} behind the last progress.
 *
 * @see <a href="https://html.spec.whatwg.org/multipage/server-sent-events.html">Server-sent events</a>
 */
final class EventWriter {

    private final OutputStream out;

    EventWriter(OutputStream out) {
        this.out = out;
    }

    /** Says after how long a client that lost the stream should come again, and that the stream is there. */
    void begin(long retryMillis) throws IOException {
        write("retry: " + retryMillis + "\n\n");
        out.flush();
    }

    /** Tells what is not known yet. */
    EventId tell(Snapshot now, EventId known) throws IOException {
        List<BatchState> states = now.live().states();
        int last = now.ended() ? states.size() - 1 : states.size();
        EventId told = known;
        for (int i = told.states(); i < last; i++) {
            told = tell(now.batch(), states.get(i), new EventId(i + 1, told.version()));
        }
        if (now.id().version() > told.version() || now.ended() || told.equals(known)) {
            told = new EventId(told.states(), Math.max(told.version(), now.id().version()));
            event("progress", told, now.json());
        }
        if (now.ended() && told.states() < states.size()) {
            told = tell(now.batch(), states.getLast(), new EventId(states.size(), told.version()));
        }
        out.flush();
        return told;
    }

    private EventId tell(BatchId batch, BatchState state, EventId id) throws IOException {
        event("state", id, WireJson.text(StateJson.of(batch, state)));
        return id;
    }

    /** Shows that the stream lives. */
    void heartbeat() throws IOException {
        write(":\n\n");
        out.flush();
    }

    private void event(String name, EventId id, String json) throws IOException {
        write("event: " + name + "\nid: " + id.text() + "\ndata: " + json + "\n\n");
    }

    private void write(String text) throws IOException {
        out.write(text.getBytes(UTF_8));
    }

    /**
     * A state that a batch has got to.
     *
     * @param at when, in Unix time; null for the first one
     */
    private record StateJson(String id, String object, String status, Optional<Long> at) {

        static StateJson of(BatchId batch, BatchState state) {
            Optional<Instant> at = state.endedAt()
                    .or(state::cancellingAt)
                    .or(state::finalizingAt)
                    .or(state::inProgressAt);
            return new StateJson(batch.value(), "batch.state", state.status().wireName(), EpochSeconds.of(at));
        }
    }
}

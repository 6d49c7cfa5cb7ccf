package org.argosy.ops.simulator;

import java.time.Instant;
import java.util.Optional;
import org.argosy.ops.simulator.wire.JsonText;
import tools.jackson.core.JsonGenerator;

/** Statistics as JSON. Times are Unix seconds with fractions, durations are seconds. */
final class StatsWriter {

    private StatsWriter() {}

    static byte[] write(SimulatorStats stats) {
        return JsonText.object(json -> {
            json.writeObjectPropertyStart("requests");
            stats.requests().forEach((model, count) -> json.writeNumberProperty(model, count));
            json.writeEndObject();
            json.writeObjectPropertyStart("answers");
            stats.answers().forEach((status, count) -> json.writeNumberProperty(Integer.toString(status), count));
            json.writeEndObject();
            json.writeObjectPropertyStart("faults");
            stats.faults().forEach((name, count) -> json.writeNumberProperty(name, count));
            json.writeEndObject();
            json.writeNumberProperty("total_requests", stats.totalRequests());
            if (stats.slots() == Pace.UNLIMITED) {
                json.writeNullProperty("slots");
            } else {
                json.writeNumberProperty("slots", stats.slots());
            }
            json.writeNumberProperty("open", stats.open());
            json.writeNumberProperty("max_open", stats.maxOpen());
            json.writeNumberProperty("running", stats.running());
            json.writeNumberProperty("max_running", stats.maxRunning());
            json.writeNumberProperty("queued", stats.queued());
            json.writeNumberProperty("aborted", stats.aborted());
            json.writeNumberProperty("prompt_tokens", stats.promptTokens());
            json.writeNumberProperty("output_tokens", stats.outputTokens());
            json.writeNumberProperty("busy_seconds", stats.busy().toNanos() / 1e9);
            json.writeNumberProperty("ideal_seconds", stats.ideal().toNanos() / 1e9);
            time(json, "first_request_at", stats.firstRequestAt());
            time(json, "last_answer_at", stats.lastAnswerAt());
            json.writeNumberProperty("recorded", stats.records().size());
            json.writeNumberProperty("repeats", stats.repeats());
            json.writeNumberProperty("unrecorded", stats.unrecorded());
        });
    }

    static byte[] writeRecords(SimulatorStats stats) {
        return JsonText.object(json -> stats.records().forEach((key, count) -> json.writeNumberProperty(key, count)));
    }

    private static void time(JsonGenerator json, String name, Optional<Instant> time) {
        if (time.isEmpty()) {
            json.writeNullProperty(name);
        } else {
            json.writeNumberProperty(name, time.get().toEpochMilli() / 1e3);
        }
    }
}

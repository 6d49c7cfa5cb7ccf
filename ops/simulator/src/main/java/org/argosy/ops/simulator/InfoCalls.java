package org.argosy.ops.simulator;

import org.argosy.ops.simulator.http.HttpAnswer;
import org.argosy.ops.simulator.wire.JsonText;

/** What a cluster says of itself: health, models, and the job lists of the gateway. */
final class InfoCalls {

    private static final long CREATED = 1_700_000_000L;

    private final SimulatorSettings settings;
    private final ColdStarts coldStarts;

    InfoCalls(SimulatorSettings settings, ColdStarts coldStarts) {
        this.settings = settings;
        this.coldStarts = coldStarts;
    }

    HttpAnswer health() {
        return HttpAnswer.json(coldStarts.isAllWarm() ? 200 : 503, new byte[0]);
    }

    HttpAnswer models() {
        return HttpAnswer.json(200, JsonText.object(json -> {
            json.writeStringProperty("object", "list");
            json.writeArrayPropertyStart("data");
            for (String model : settings.models()) {
                json.writeStartObject();
                json.writeStringProperty("id", model);
                json.writeStringProperty("object", "model");
                json.writeNumberProperty("created", CREATED);
                json.writeStringProperty("owned_by", "argosy-simulator");
                json.writeNumberProperty("max_model_len", settings.contextTokens());
                json.writeEndObject();
            }
            json.writeEndArray();
        }));
    }

    /** The FIRST gateway's {@code /jobs}. */
    HttpAnswer jobs() {
        return HttpAnswer.json(200, JsonText.object(json -> {
            for (String list : new String[] {"running", "starting", "queued"}) {
                json.writeArrayPropertyStart(list);
                for (String model : coldStarts.models()) {
                    if (list.equals(list(coldStarts.phase(model)))) {
                        json.writeStartObject();
                        json.writeStringProperty("Models", model);
                        json.writeStringProperty("Framework", "vllm");
                        json.writeStringProperty("Model Status", list);
                        json.writeEndObject();
                    }
                }
                json.writeEndArray();
            }
        }));
    }

    /** SambaStack's {@code /status}. */
    HttpAnswer status() {
        return HttpAnswer.json(200, JsonText.object(json -> {
            json.writeArrayPropertyStart("models");
            for (String model : coldStarts.models()) {
                json.writeStartObject();
                json.writeStringProperty("id", model);
                json.writeStringProperty(
                        "status", coldStarts.phase(model) == ColdStarts.Phase.WARM ? "Live" : "Starting");
                json.writeEndObject();
            }
            json.writeEndArray();
        }));
    }

    /** A cold model is in none of the lists. */
    private static String list(ColdStarts.Phase phase) {
        return switch (phase) {
            case COLD -> "";
            case LOADING -> "starting";
            case WARM -> "running";
        };
    }
}

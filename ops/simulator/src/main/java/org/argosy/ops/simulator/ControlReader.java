package org.argosy.ops.simulator;

import java.time.Duration;
import java.util.ArrayList;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Does what a {@code POST /control} says, member by member: {@code slots}, {@code paused}, {@code latency_factor},
 * {@code faults} (an array in {@link FaultSyntax}), {@code cool_down}, {@code revoke_tokens}, {@code outage_seconds} and {@code
 * reset_stats}.
 */
final class ControlReader {

    private static final JsonFactory JSON = new JsonFactory();

    private ControlReader() {}

    /** Throws {@link IllegalArgumentException} for what it does not know; members before that have taken effect. */
    static void apply(byte[] body, SimulatedCluster cluster) {
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), body)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IllegalArgumentException("A control must be a JSON object");
            }
            for (String name = parser.nextName(); name != null; name = parser.nextName()) {
                parser.nextToken();
                member(name, parser, cluster);
            }
        } catch (JacksonException e) {
            throw new IllegalArgumentException("Cannot read the control: " + e.getOriginalMessage(), e);
        }
    }

    private static void member(String name, JsonParser parser, SimulatedCluster cluster) {
        switch (name) {
            case "slots" -> cluster.setSlots(parser.getIntValue());
            case "paused" -> {
                if (parser.getBooleanValue()) {
                    cluster.pause();
                } else {
                    cluster.resume();
                }
            }
            case "latency_factor" -> cluster.setLatencyFactor(parser.getDoubleValue());
            case "faults" -> faults(parser, cluster);
            case "revoke_tokens" -> cluster.revokeTokens();
            case "outage_seconds" -> cluster.outage(Duration.ofMillis(Math.round(parser.getDoubleValue() * 1000)));
            case "cool_down" -> cluster.coolDown();
            case "reset_stats" -> cluster.resetStats();
            default ->
                throw new IllegalArgumentException("Unknown control '" + name
                        + "'; there are slots, paused, latency_factor, faults, cool_down, revoke_tokens, outage_seconds and"
                        + " reset_stats");
        }
    }

    private static void faults(JsonParser parser, SimulatedCluster cluster) {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            throw new IllegalArgumentException("'faults' must be an array of texts");
        }
        var rules = new ArrayList<FaultRule>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            rules.add(FaultSyntax.parse(parser.getString()));
        }
        cluster.setFaults(rules);
    }
}

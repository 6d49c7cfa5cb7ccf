package org.argosy.ops.simulator;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Objects;
import org.argosy.ops.simulator.wire.ApiError;
import org.argosy.ops.simulator.wire.Completion;
import org.argosy.ops.simulator.wire.CompletionWriter;
import org.argosy.ops.simulator.wire.EmbeddingInput;
import org.argosy.ops.simulator.wire.EmbeddingWriter;
import org.argosy.ops.simulator.wire.Endpoint;
import org.argosy.ops.simulator.wire.InferenceRequest;
import org.argosy.ops.simulator.wire.JsonText;
import org.argosy.ops.simulator.wire.RefusedException;

/** The model that is not there: checks a request as a server would and makes up the work that it asks for. */
final class ModelWork {

    private final SimulatorSettings settings;
    private final Controls controls;
    private final InstantSource clock;

    ModelWork(SimulatorSettings settings, Controls controls, InstantSource clock) {
        this.settings = settings;
        this.controls = controls;
        this.clock = clock;
    }

    /** The work of a request; throws {@link RefusedException} for one that a server would not accept. */
    Work of(Endpoint endpoint, InferenceRequest request, long bodyHash) {
        String model = Objects.requireNonNull(request.model());
        if (!settings.models().isEmpty() && !settings.models().contains(model)) {
            throw new RefusedException(
                    ApiError.notFound("The model `" + model + "` does not exist.", "model", "model_not_found"));
        }
        if (request.stream()) {
            throw refuse("The simulator does not stream; send \"stream\": false.", "stream");
        }
        return endpoint == Endpoint.EMBEDDINGS
                ? embeddings(model, request)
                : completion(endpoint, model, request, Mix.mix(settings.seed() ^ bodyHash));
    }

    private Work completion(Endpoint endpoint, String model, InferenceRequest request, long fingerprint) {
        int wanted = Mix.between(settings.pace().minTokens(), settings.pace().maxTokens(), fingerprint);
        boolean limited = request.maxTokens() > 0 && request.maxTokens() < wanted;
        int tokens = limited ? request.maxTokens() : wanted;
        int prompt = request.promptTokens();
        long asked = (long) prompt + Math.max(1, request.maxTokens());
        if (asked > settings.contextTokens()) {
            throw refuse(
                    "This model's maximum context length is " + settings.contextTokens()
                            + " tokens. However, you requested " + asked + " tokens (" + prompt
                            + " in the messages, " + request.maxTokens()
                            + " in the completion). Please reduce the length of the messages or completion.",
                    endpoint.content());
        }
        Duration time = scaled(settings.pace().timeOf(tokens));
        var completion = new Completion(
                model, fingerprint, clock.millis(), prompt, tokens, request.choices(), limited, time.toNanos() / 1e9);
        return new Work() {
            @Override
            public int promptTokens() {
                return prompt;
            }

            @Override
            public int outputTokens() {
                return completion.totalOutputTokens();
            }

            @Override
            public Duration time() {
                return time;
            }

            @Override
            public byte[] answer() {
                return CompletionWriter.write(endpoint, settings.flavour(), completion);
            }
        };
    }

    private Work embeddings(String model, InferenceRequest request) {
        if (request.inputs().isEmpty()) {
            throw refuse("'input' must not be empty.", "input");
        }
        if (request.dimensions() > 0 && request.dimensions() != settings.embeddingDimension()) {
            throw refuse(
                    "Model \"" + model + "\" does not support matryoshka representation, changing output dimensions"
                            + " will lead to poor results.",
                    "dimensions");
        }
        return new Work() {
            @Override
            public int promptTokens() {
                return request.promptTokens();
            }

            @Override
            public int outputTokens() {
                return 0;
            }

            @Override
            public Duration time() {
                return scaled(settings.pace().timeToFirstToken());
            }

            @Override
            public byte[] answer() {
                var vectors = new ArrayList<float[]>();
                for (EmbeddingInput input : request.inputs()) {
                    vectors.add(vector(input.hashCode()));
                }
                return JsonText.object(json -> {
                    EmbeddingWriter.write(json, model, vectors, request.base64(), request.promptTokens());
                    json.writeStringProperty("system_fingerprint", "argosy-simulator");
                });
            }
        };
    }

    /** A unit vector that depends on the input and the seed alone. */
    private float[] vector(int inputHash) {
        var vector = new float[settings.embeddingDimension()];
        double squares = 0;
        for (int i = 0; i < vector.length; i++) {
            vector[i] = (float) (2 * Mix.unit(Mix.mix(settings.seed() ^ inputHash) + i) - 1);
            squares += (double) vector[i] * vector[i];
        }
        double length = Math.sqrt(squares);
        for (int i = 0; i < vector.length; i++) {
            vector[i] = (float) (vector[i] / length);
        }
        return vector;
    }

    private Duration scaled(Duration time) {
        double factor = controls.latencyFactor();
        return factor == 1 ? time : Duration.ofNanos((long) (time.toNanos() * factor));
    }

    private static RefusedException refuse(String message, String param) {
        return new RefusedException(ApiError.badRequest(message, param));
    }
}

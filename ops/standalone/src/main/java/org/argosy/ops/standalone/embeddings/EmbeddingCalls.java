package org.argosy.ops.standalone.embeddings;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.argosy.ops.simulator.http.HttpAnswer;
import org.argosy.ops.simulator.wire.ApiError;
import org.argosy.ops.simulator.wire.EmbeddingInput;
import org.argosy.ops.simulator.wire.EmbeddingWriter;
import org.argosy.ops.simulator.wire.Endpoint;
import org.argosy.ops.simulator.wire.ErrorWriter;
import org.argosy.ops.simulator.wire.InferenceRequest;
import org.argosy.ops.simulator.wire.JsonText;
import org.argosy.ops.simulator.wire.RefusedException;
import org.argosy.ops.simulator.wire.RequestReader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers one embeddings request; blocks while it computes. Errors have OpenAI's envelope. Thread-safe. */
final class EmbeddingCalls {

    private static final Logger log = LoggerFactory.getLogger(EmbeddingCalls.class);
    private static final int MAX_INPUTS = 2048;

    private final LazyModel model = new LazyModel();

    HttpAnswer answer(byte[] body) {
        try {
            InferenceRequest request = RequestReader.read(Endpoint.EMBEDDINGS, body);
            return HttpAnswer.json(200, embed(request, texts(request)));
        } catch (RefusedException e) {
            return error(e.error());
        } catch (IOException | RuntimeException e) {
            log.atError().setCause(e).log("The local embedding model failed");
            return error(new ApiError(500, "server_error", String.valueOf(e.getMessage()), null, null));
        }
    }

    static HttpAnswer error(ApiError error) {
        String type = error.status() < 500 ? "invalid_request_error" : error.type();
        return HttpAnswer.json(
                error.status(),
                ErrorWriter.openAi(new ApiError(error.status(), type, error.message(), error.param(), error.code())));
    }

    private byte[] embed(InferenceRequest request, List<String> texts) throws IOException {
        MiniLmModel loaded = model.get();
        var vectors = new ArrayList<float[]>(texts.size());
        int tokens = 0;
        for (String text : texts) {
            var response = loaded.embedAll(List.of(TextSegment.from(text)));
            Embedding embedding = response.content().getFirst();
            vectors.add(embedding.vector());
            int counted = Objects.requireNonNull(response.tokenUsage()).inputTokenCount();
            if (counted >= MiniLmModel.CUT_TOKENS) {
                throw tooLong(vectors.size() - 1);
            }
            tokens += counted;
        }
        int total = tokens;
        return JsonText.object(json ->
                EmbeddingWriter.write(json, Objects.requireNonNull(request.model()), vectors, request.base64(), total));
    }

    private static List<String> texts(InferenceRequest request) {
        if (!LocalEmbeddingServer.MODELS.contains(Objects.requireNonNull(request.model()))) {
            throw new RefusedException(ApiError.notFound(
                    "The model '" + request.model() + "' does not exist; there is '" + LocalEmbeddingServer.MODEL
                            + "'.",
                    "model",
                    "model_not_found"));
        }
        if (request.dimensions() > 0 && request.dimensions() != LocalEmbeddingServer.DIMENSIONS) {
            throw refuse(
                    "The vectors of this model have " + LocalEmbeddingServer.DIMENSIONS
                            + " dimensions; leave 'dimensions' out.",
                    "dimensions");
        }
        String encoding = request.encodingFormat();
        if (encoding != null && !encoding.equals("float") && !encoding.equals("base64")) {
            throw refuse("'encoding_format' must be 'float' or 'base64', not '" + encoding + "'.", "encoding_format");
        }
        if (request.inputs().isEmpty() || request.inputs().size() > MAX_INPUTS) {
            throw refuse(
                    "'input' must hold 1 to " + MAX_INPUTS + " texts, not "
                            + request.inputs().size() + ".",
                    "input");
        }
        return request.inputs().stream().map(EmbeddingCalls::text).toList();
    }

    private static String text(EmbeddingInput input) {
        return switch (input) {
            case EmbeddingInput.Text text -> checked(text.text());
            case EmbeddingInput.Tokens tokens ->
                throw refuse("'input' must be a text or an array of texts; this model takes no tokens.", "input");
        };
    }

    private static String checked(String text) {
        if (text.isBlank()) {
            throw refuse("'input' must not hold an empty text.", "input");
        }
        return text;
    }

    /** The library would cut the text without a word; OpenAI refuses it, and so does this. */
    private static RefusedException tooLong(int index) {
        return new RefusedException(new ApiError(
                400,
                "invalid_request_error",
                "This model's maximum context length is " + (MiniLmModel.CUT_TOKENS - 1) + " tokens, however text "
                        + index + " of 'input' has more. Split it into shorter ones.",
                "input",
                "context_length_exceeded"));
    }

    private static RefusedException refuse(String message, String param) {
        return new RefusedException(ApiError.badRequest(message, param));
    }
}

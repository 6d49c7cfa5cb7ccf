package org.argosy.ops.simulator.wire;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads a request body in one pass and keeps only what a server acts on: no tree, no copy of the messages. Throws
 * {@link RefusedException} with status 400 for what is not JSON or has the wrong type.
 */
public final class RequestReader {

    private static final JsonFactory JSON = new JsonFactory();

    private final Endpoint endpoint;
    private @Nullable String model;
    private int contentBytes;
    private int maxTokens;
    private int choices = 1;
    private boolean stream;
    private @Nullable String user;
    private @Nullable String encodingFormat;
    private int dimensions;
    private List<EmbeddingInput> inputs = List.of();

    private RequestReader(Endpoint endpoint) {
        this.endpoint = endpoint;
    }

    /** Reads the body of a request to the endpoint, and checks that model and content are there. */
    public static InferenceRequest read(Endpoint endpoint, byte[] body) {
        return new RequestReader(endpoint).read(body);
    }

    private InferenceRequest read(byte[] body) {
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), body)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw refuse("The request body must be a JSON object.", null);
            }
            for (String name = parser.nextName(); name != null; name = parser.nextName()) {
                parser.nextToken();
                member(name, parser);
            }
            if (parser.nextToken() != null) {
                throw refuse("The request body must be one JSON object with nothing after it.", null);
            }
        } catch (JacksonException e) {
            throw refuse("The request body is not valid JSON: " + e.getOriginalMessage(), null);
        }
        if (model == null) {
            throw refuse("Field required: 'model'", "model");
        }
        if (contentBytes == 0) {
            throw refuse("Field required: '" + endpoint.content() + "'", endpoint.content());
        }
        return new InferenceRequest(
                model, contentBytes, maxTokens, choices, stream, user, encodingFormat, dimensions, inputs);
    }

    private void member(String name, JsonParser parser) {
        if (name.equals(endpoint.content())) {
            content(parser);
            return;
        }
        switch (name) {
            case "model" -> model = string(name, parser);
            case "max_tokens", "max_completion_tokens", "max_output_tokens" -> maxTokens = positive(name, parser);
            case "n" -> choices = Math.max(1, positive(name, parser));
            case "stream" -> stream = parser.currentToken() == JsonToken.VALUE_TRUE;
            case "user" -> user = string(name, parser);
            case "encoding_format" -> encodingFormat = string(name, parser);
            case "dimensions" -> dimensions = positive(name, parser);
            default -> parser.skipChildren();
        }
    }

    private void content(JsonParser parser) {
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            return;
        }
        if (endpoint == Endpoint.CHAT_COMPLETIONS && parser.currentToken() != JsonToken.START_ARRAY) {
            throw refuse("Input should be a valid list: 'messages'", "messages");
        }
        long start = parser.currentTokenLocation().getByteOffset();
        if (endpoint == Endpoint.EMBEDDINGS) {
            inputs = inputs(parser);
        } else {
            parser.skipChildren();
            if (parser.currentToken() == JsonToken.VALUE_STRING) {
                parser.getStringLength();
            }
        }
        contentBytes = (int) Math.max(1, parser.currentLocation().getByteOffset() - start);
    }

    private List<EmbeddingInput> inputs(JsonParser parser) {
        if (parser.currentToken() == JsonToken.VALUE_STRING) {
            return List.of(new EmbeddingInput.Text(parser.getString()));
        }
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            throw inputType();
        }
        var found = new ArrayList<EmbeddingInput>();
        var flat = new ArrayList<Integer>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            switch (parser.currentToken()) {
                case VALUE_STRING -> found.add(new EmbeddingInput.Text(parser.getString()));
                case VALUE_NUMBER_INT -> flat.add(parser.getIntValue());
                case START_ARRAY -> found.add(new EmbeddingInput.Tokens(tokens(parser)));
                default -> throw inputType();
            }
        }
        if (flat.isEmpty()) {
            return found;
        }
        if (!found.isEmpty()) {
            throw inputType();
        }
        return List.of(new EmbeddingInput.Tokens(flat));
    }

    private static List<Integer> tokens(JsonParser parser) {
        var ids = new ArrayList<Integer>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT) {
                throw inputType();
            }
            ids.add(parser.getIntValue());
        }
        return ids;
    }

    private static @Nullable String string(String name, JsonParser parser) {
        return switch (parser.currentToken()) {
            case VALUE_STRING -> parser.getString();
            case VALUE_NULL -> null;
            default -> throw refuse("Input should be a valid string: '" + name + "'", name);
        };
    }

    private static int positive(String name, JsonParser parser) {
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            return 0;
        }
        if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT) {
            throw refuse("Input should be a valid integer: '" + name + "'", name);
        }
        long value = parser.getLongValue();
        if (value < 1 || value > Integer.MAX_VALUE) {
            throw refuse(name + " must be at least 1, got " + value + ".", name);
        }
        return (int) value;
    }

    private static RefusedException inputType() {
        return refuse(
                "'input' must be a string, an array of strings, an array of tokens or an array of arrays of tokens",
                "input");
    }

    private static RefusedException refuse(String message, @Nullable String param) {
        return new RefusedException(ApiError.badRequest(message, param));
    }
}

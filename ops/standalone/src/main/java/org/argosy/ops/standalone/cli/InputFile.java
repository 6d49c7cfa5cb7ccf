package org.argosy.ops.standalone.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** A batch input on disk. */
final class InputFile {

    private final Path path;

    private InputFile(Path path) {
        this.path = path;
    }

    static InputFile of(Path path) {
        if (!Files.isRegularFile(path) || !Files.isReadable(path)) {
            throw CommandException.unusable("Cannot read the input " + path + ".");
        }
        return new InputFile(path);
    }

    Path path() {
        return path;
    }

    /** The url of the first request, read without its body. */
    String endpoint() {
        try (InputStream in = Files.newInputStream(path);
                JsonParser parser = new JsonFactory().createParser(ObjectReadContext.empty(), in)) {
            if (parser.nextToken() == JsonToken.START_OBJECT) {
                while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                    String name = parser.currentName();
                    JsonToken value = parser.nextToken();
                    if ("url".equals(name) && value == JsonToken.VALUE_STRING) {
                        return parser.getString();
                    }
                    parser.skipChildren();
                }
            }
        } catch (JacksonException _) {
            throw notARequest();
        } catch (IOException e) {
            throw CommandException.unusable("Cannot read the input " + path + ": " + e.getMessage() + ".");
        }
        throw notARequest();
    }

    /** Results beside the input: {@code a.jsonl} gives {@code a.output.jsonl}. */
    static Path beside(Path file, String what) {
        String name = Optional.ofNullable(file.getFileName()).orElse(file).toString();
        String stem = name.endsWith(".jsonl") ? name.substring(0, name.length() - ".jsonl".length()) : name;
        return file.resolveSibling(stem + "." + what + ".jsonl");
    }

    private CommandException notARequest() {
        return CommandException.unusable("The first line of " + path + " is no batch request with a url, like"
                + " {\"custom_id\":\"1\",\"method\":\"POST\",\"url\":\"/v1/chat/completions\",\"body\":{…}}."
                + " Name the endpoint with --endpoint if only that line is wrong.");
    }
}

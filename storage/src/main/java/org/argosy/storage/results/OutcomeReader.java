package org.argosy.storage.results;

import java.io.InputStream;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Reads the file that tells how the lines of a batch came about, in the order in which they finished. Its successes are
 * the lines of the output file in their order, the others those of the error file. Not for use by several threads at once.
 */
public final class OutcomeReader implements AutoCloseable {

    private static final int SUCCESS_FROM = 200;
    private static final int SUCCESS_BELOW = 300;

    private final JsonParser parser;
    private int line;
    private int status;
    private String customId = "";

    /**
     * @param provenance is closed with this reader
     */
    public OutcomeReader(InputStream provenance) {
        this.parser = ResultJson.parser(provenance);
    }

    /**
     * Goes to the next outcome; false when there is none.
     *
     * @throws tools.jackson.core.JacksonException when the file is damaged or cannot be read
     */
    public boolean next() {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            return false;
        }
        status = 0;
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            switch (name) {
                case "line" -> line = parser.getIntValue();
                case "custom_id" -> customId = parser.getString();
                case "status_code" -> status = parser.getIntValue();
                default -> parser.skipChildren();
            }
        }
        return true;
    }

    /** The number of the line. */
    public int line() {
        return line;
    }

    /** What the client calls the line. */
    public String customId() {
        return customId;
    }

    /** Whether the line is in the output file; otherwise it is in the error file. */
    public boolean succeeded() {
        return status >= SUCCESS_FROM && status < SUCCESS_BELOW;
    }

    @Override
    public void close() {
        parser.close();
    }
}

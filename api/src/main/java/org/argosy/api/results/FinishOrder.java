package org.argosy.api.results;

import java.io.IOException;
import java.io.InputStream;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.core.json.JsonFactory;

/**
 * Goes through a batch's provenance: which line finished next, and in which file it is. Holds no entry whole. Not for use
 * by several threads at once.
 */
final class FinishOrder implements AutoCloseable {

    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private final JsonParser parser;
    private int line;
    private boolean success;

    /**
     * @param entries begins with an entry; closed with this
     */
    FinishOrder(InputStream entries) {
        this.parser = JSON.createParser(ObjectReadContext.empty(), entries);
    }

    /** Goes to the next entry; false when there is none. */
    boolean next() throws IOException {
        try {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return false;
            }
            read();
            return true;
        } catch (JacksonIOException e) {
            throw e.getCause();
        }
    }

    private void read() {
        int status = 0;
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            switch (name) {
                case "line" -> line = parser.getIntValue();
                case "status_code" -> status = parser.getIntValue();
                default -> parser.skipChildren();
            }
        }
        success = status >= 200 && status < 300;
    }

    /** The line's number in the input. */
    int line() {
        return line;
    }

    /** True when it is the next line of the output file, false when it is that of the error file. */
    boolean success() {
        return success;
    }

    /** Bytes of the entries so far, with their ends. */
    long bytes() {
        return parser.currentLocation().getByteOffset() + 1;
    }

    @Override
    public void close() {
        parser.close();
    }
}

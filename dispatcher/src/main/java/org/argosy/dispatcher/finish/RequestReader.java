package org.argosy.dispatcher.finish;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads the custom ids and models of a part of an input that the planner found valid, and holds no line while it does. Not for use
 * by several threads at once.
 */
final class RequestReader implements AutoCloseable {

    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNumberLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .maxNestingDepth(Integer.MAX_VALUE)
                    .build())
            .build();

    private final JsonParser parser;
    private final int firstLine;
    private int line;
    private String customId = "";
    private String model = "";

    /**
     * @param lines starts with a line's first byte and ends with a line's end; closed with this reader
     * @param firstLine the number of the first line
     */
    RequestReader(InputStream lines, int firstLine) {
        this.parser = JSON.createParser(ObjectReadContext.empty(), new NewlinesOnly(lines));
        this.firstLine = firstLine;
    }

    /** Goes to the next request; false when there is none. */
    boolean next() {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            return false;
        }
        TokenStreamLocation start = parser.currentTokenLocation();
        line = firstLine + start.getLineNr() - 1;
        customId = "";
        model = "";
        boolean found = false;
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            if (value == JsonToken.VALUE_STRING && !found && name.equals("custom_id")) {
                customId = parser.getString();
                found = true;
            } else if (value == JsonToken.START_OBJECT && name.equals("body")) {
                readBody();
            } else {
                parser.skipChildren();
            }
        }
        return true;
    }

    private void readBody() {
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            boolean wanted = parser.currentName().equals("model");
            if (parser.nextToken() == JsonToken.VALUE_STRING && wanted) {
                model = parser.getString();
            } else {
                parser.skipChildren();
            }
        }
    }

    /** The number of the request's line. */
    int line() {
        return line;
    }

    /** The model that the request names. */
    String model() {
        return model;
    }

    String customId() {
        return customId;
    }

    @Override
    public void close() {
        parser.close();
    }

    /** Keeps the parser from counting a carriage return as the end of a line; in valid JSON it is only white space. */
    private static final class NewlinesOnly extends FilterInputStream {

        NewlinesOnly(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int b = in.read();
            return b == '\r' ? ' ' : b;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int read = in.read(target, offset, length);
            for (int i = offset; i < offset + read; i++) {
                if (target[i] == '\r') {
                    target[i] = ' ';
                }
            }
            return read;
        }
    }
}

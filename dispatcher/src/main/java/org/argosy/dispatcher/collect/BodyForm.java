package org.argosy.dispatcher.collect;

import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.core.json.JsonFactory;

/** What an answer's body is, which says how it is written into a line. */
enum BodyForm {
    /** Nothing, or only white space. */
    EMPTY,
    /** One JSON value in UTF-8. */
    JSON,
    /** Anything else, for example the HTML page of a proxy. */
    TEXT;

    private static final JsonFactory JSON_FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNumberLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private static final int SNIFF = 4;

    /** The form of these bytes. */
    static BodyForm of(ByteBuffer body) {
        if (!body.hasArray()) {
            throw new IllegalArgumentException("the body must be backed by an array");
        }
        byte[] array = body.array();
        int from = body.arrayOffset() + body.position();
        int length = body.remaining();
        if (notUtf8Json(array, from, Math.min(SNIFF, length))) {
            return TEXT;
        }
        try (JsonParser parser = JSON_FACTORY.createParser(ObjectReadContext.empty(), array, from, length)) {
            return read(parser);
        } catch (JacksonException e) {
            return TEXT;
        }
    }

    /** The form of a stream of any length, which is read to its end and left open. */
    static BodyForm of(InputStream body) throws IOException {
        PushbackInputStream in = new PushbackInputStream(body, SNIFF);
        byte[] start = in.readNBytes(SNIFF);
        if (notUtf8Json(start, 0, start.length)) {
            return TEXT;
        }
        in.unread(start);
        try (JsonParser parser = JSON_FACTORY.createParser(ObjectReadContext.empty(), in)) {
            return read(parser);
        } catch (JacksonIOException e) {
            throw e.getCause();
        } catch (JacksonException e) {
            return TEXT;
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static BodyForm read(JsonParser parser) {
        JsonToken first = parser.nextToken();
        if (first == null) {
            return EMPTY;
        }
        parser.skipChildren();
        return parser.nextToken() == null ? JSON : TEXT;
    }

    /**
     * Keeps the parser from finding a byte order mark, UTF-16 or UTF-32, which it would read and a line in the middle of
     * a file in UTF-8 cannot hold.
     */
    private static boolean notUtf8Json(byte[] start, int from, int length) {
        for (int i = from; i < from + length; i++) {
            if (start[i] == 0 || start[i] == (byte) 0xfe || start[i] == (byte) 0xff) {
                return true;
            }
        }
        return length > 0 && start[from] == (byte) 0xef;
    }
}

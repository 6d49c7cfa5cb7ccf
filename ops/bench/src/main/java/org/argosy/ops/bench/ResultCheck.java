package org.argosy.ops.bench;

import java.io.IOException;
import java.io.InputStream;
import java.util.BitSet;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** Finds out whether each line came back exactly once over all result files, with one bit a line. Not thread-safe. */
final class ResultCheck {

    private static final JsonFactory JSON = new JsonFactory();

    private final int firstNumber;
    private final int lines;
    private final BitSet seen;
    private long repeats;
    private long strangers;

    /**
     * @param firstNumber the number of the first line that was sent
     */
    ResultCheck(int firstNumber, int lines) {
        this.firstNumber = firstNumber;
        this.lines = lines;
        this.seen = new BitSet(lines);
    }

    /** Reads a result file to its end and returns the number of its lines. */
    long read(InputStream file) throws IOException {
        long read = 0;
        try (InputStream stream = file;
                JsonParser parser = JSON.createParser(ObjectReadContext.empty(), stream)) {
            while (parser.nextToken() == JsonToken.START_OBJECT) {
                result(parser);
                read++;
            }
        }
        return read;
    }

    Verdict verdict(long outputLines, long errorLines) {
        return new Verdict(outputLines, errorLines, lines - seen.cardinality(), repeats, strangers);
    }

    private void result(JsonParser parser) {
        int index = -1;
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            parser.nextToken();
            if (name.equals("custom_id")) {
                index = JsonlInput.number(parser.getString()) - firstNumber;
            } else {
                parser.skipChildren();
            }
        }
        if (index < 0 || index >= lines) {
            strangers++;
        } else if (seen.get(index)) {
            repeats++;
        } else {
            seen.set(index);
        }
    }

    /** What the files held. */
    record Verdict(long outputLines, long errorLines, long missing, long repeats, long strangers) {

        Verdict plus(Verdict other) {
            return new Verdict(
                    outputLines + other.outputLines,
                    errorLines + other.errorLines,
                    missing + other.missing,
                    repeats + other.repeats,
                    strangers + other.strangers);
        }
    }
}

package org.argosy.dispatcher.collect;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import org.argosy.schemas.avro.Answer;
import org.argosy.schemas.avro.Failure;
import org.argosy.schemas.avro.Outcome;
import org.argosy.storage.Ids;

/**
 * Writes lines of output and error files as the OpenAI batch API has them. An answer's body goes in byte for byte, but
 * for the line breaks between its tokens, because a line is one line: valid JSON has none inside its strings.
 *
 * @see <a href="https://platform.openai.com/docs/api-reference/batch/request-output">The request output object</a>
 */
public final class OutputLine {

    private static final byte[] ID = "{\"id\":\"batch_req_".getBytes(UTF_8);
    private static final byte[] CUSTOM_ID = "\",\"custom_id\":".getBytes(UTF_8);
    private static final byte[] STATUS = ",\"response\":{\"status_code\":".getBytes(UTF_8);
    private static final byte[] REQUEST_ID = ",\"request_id\":".getBytes(UTF_8);
    private static final byte[] BODY = ",\"body\":".getBytes(UTF_8);
    private static final byte[] END = "},\"error\":null}\n".getBytes(UTF_8);
    private static final byte[] ERROR = ",\"response\":null,\"error\":{\"code\":".getBytes(UTF_8);
    private static final byte[] MESSAGE = ",\"message\":".getBytes(UTF_8);
    private static final byte[] ERROR_END = "}}\n".getBytes(UTF_8);
    private static final byte[] EXTENSION = ",\"x-argosy\":".getBytes(UTF_8);

    /** What every line ends with. */
    private static final byte[] LINE_END = "}\n".getBytes(UTF_8);

    private static final byte[] NULL = "null".getBytes(UTF_8);

    private OutputLine() {}

    /** The line of an answer whose body is here. */
    static void putAnswer(LineBuffer out, String customId, Answer answer, ByteBuffer body) {
        putAnswerStart(out, customId, answer);
        switch (BodyForm.of(body)) {
            case EMPTY -> out.put(NULL);
            case JSON -> putJson(out, body);
            case TEXT -> out.putString(UTF_8.decode(body.duplicate()));
        }
        out.put(END);
    }

    /** All that comes before an answer's body. */
    static void putAnswerStart(LineBuffer out, String customId, Answer answer) {
        putStart(out, customId);
        out.put(STATUS).putNumber(answer.getStatusCode());
        out.put(REQUEST_ID).putString(answer.getRequestId());
        out.put(BODY);
    }

    /** All that comes behind an answer's body. */
    static void putAnswerEnd(LineBuffer out) {
        out.put(END);
    }

    /** The line of a request that has no answer. */
    static void putFailure(LineBuffer out, String customId, Failure failure) {
        putFailure(out, customId, failure.getCode(), failure.getMessage());
    }

    /** {@link #putFailure(LineBuffer, String, Failure)} with the parts of the failure. */
    public static void putFailure(LineBuffer out, String customId, String code, String message) {
        putStart(out, customId);
        out.put(ERROR).putString(code).put(MESSAGE).putString(message).put(ERROR_END);
    }

    /** Lets the line that was put last tell how it came about. */
    static void extend(LineBuffer out, Outcome outcome) {
        out.cut(LINE_END.length).put(EXTENSION);
        ProvenanceLine.putObject(out, outcome);
        out.put(LINE_END);
    }

    private static void putStart(LineBuffer out, String customId) {
        out.put(ID).putEscaped(Ids.withPrefix("")).put(CUSTOM_ID).putString(customId);
    }

    private static void putJson(LineBuffer out, ByteBuffer body) {
        byte[] bytes = body.array();
        int end = body.arrayOffset() + body.limit();
        int from = body.arrayOffset() + body.position();
        for (int i = from; i < end; i++) {
            if (isLineBreak(bytes[i])) {
                out.put(bytes, from, i - from);
                from = i + 1;
            }
        }
        out.put(bytes, from, end - from);
    }

    static boolean isLineBreak(int b) {
        return b == '\n' || b == '\r';
    }
}

package org.argosy.workers.clusters;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.argosy.workers.clusters.Reply.AnswerBody;
import org.argosy.workers.clusters.Reply.HttpAnswer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * An error of the model server inside one of the FIRST gateway: {@code {"error":{"code":"internal_endpoint_error","message":
 * "… status code: 400\nResponse text: {…}…"}}}.
 */
final class WrappedError {

    private static final JsonFactory JSON = new JsonFactory();
    private static final String CODE = "internal_endpoint_error";
    private static final Pattern STATUS = Pattern.compile("status code: (\\d{3})");
    private static final String TEXT = "Response text:";
    private static final int LOWEST = 400;
    private static final int HIGHEST = 599;

    private WrappedError() {}

    /**
     * The model server's own answer: its status, and its body byte for byte where the quote is whole; else the body is the
     * gateway's. Empty when the answer quotes none.
     */
    static Optional<HttpAnswer> in(HttpAnswer answer) {
        if (!(answer.body() instanceof AnswerBody.Inline outer)) {
            return Optional.empty();
        }
        String message = message(outer.bytes());
        if (message == null) {
            return Optional.empty();
        }
        Matcher matcher = STATUS.matcher(message);
        if (!matcher.find()) {
            return Optional.empty();
        }
        int status = Integer.parseInt(matcher.group(1));
        if (status < LOWEST || status > HIGHEST) {
            return Optional.empty();
        }
        AnswerBody body = quoted(message, matcher.end())
                .<AnswerBody>map(text -> new AnswerBody.Inline(text.getBytes(StandardCharsets.UTF_8)))
                .orElse(outer);
        return Optional.of(new HttpAnswer(status, answer.requestId(), body, answer.usage()));
    }

    private static @Nullable String message(byte[] json) {
        String code = "";
        String message = null;
        int depth = 0;
        boolean inError = false;
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), json)) {
            String member = "";
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                switch (token) {
                    case START_OBJECT, START_ARRAY -> {
                        depth++;
                        inError = inError || (depth == 2 && member.equals("error"));
                    }
                    case END_OBJECT, END_ARRAY -> {
                        depth--;
                        inError = inError && depth > 1;
                    }
                    case PROPERTY_NAME -> member = parser.currentName();
                    case VALUE_STRING -> {
                        if (inError && depth == 2 && member.equals("code")) {
                            code = parser.getString();
                        } else if (inError && depth == 2 && member.equals("message")) {
                            message = parser.getString();
                        }
                    }
                    default -> {}
                }
            }
        } catch (JacksonException _) {
            return null;
        }
        return code.equals(CODE) ? message : null;
    }

    /** The JSON value after the mark, without what the gateway wrote behind it. */
    private static Optional<String> quoted(String message, int from) {
        int mark = message.indexOf(TEXT, from);
        int start = mark < 0 ? -1 : message.indexOf('{', mark);
        if (start < 0) {
            return Optional.empty();
        }
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), message.substring(start))) {
            parser.nextToken();
            parser.skipChildren();
            int end = start + (int) parser.currentLocation().getCharOffset();
            return Optional.of(message.substring(start, end));
        } catch (JacksonException _) {
            return Optional.empty();
        }
    }
}

package org.argosy.workers.clusters;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.function.Predicate;
import org.argosy.workers.clusters.Reply.AnswerBody;
import org.argosy.workers.clusters.Reply.HttpAnswer;

/**
 * What HTTP answers mean at any cluster. What a proxy says when nothing is behind it (HTML, plain text, {@code
 * {"detail":…}}) is told apart from what the model server says itself: the former means that the cluster is lost.
 */
final class CommonRules {

    static final int UNAUTHORIZED = 401;
    static final int FORBIDDEN = 403;
    static final int REQUEST_TIMEOUT = 408;
    static final int TOO_MANY_REQUESTS = 429;
    static final int SERVER_ERROR = 500;
    static final int BAD_GATEWAY = 502;
    static final int UNAVAILABLE = 503;
    static final int GATEWAY_TIMEOUT = 504;

    /** Why a model is cold when nothing starts it yet. */
    static final String OFFLINE = "the model is offline";

    private static final int REDIRECTS = 300;
    private static final int REQUEST_ERRORS = 400;
    private static final int HEAD = 4096;

    private CommonRules() {}

    /**
     * @param cold whether this text of a 503, in lower case, says that the model is not loaded
     */
    static Reply interpret(HttpAnswer answer, AnswerContext context, Predicate<String> cold) {
        int status = answer.status();
        return switch (status) {
            case UNAUTHORIZED, FORBIDDEN -> new Reply.Denied(status, context.credentialVersion());
            case TOO_MANY_REQUESTS -> new Reply.Refused(status, context.retryAfter());
            case UNAVAILABLE -> unavailable(answer, context, cold);
            case BAD_GATEWAY, GATEWAY_TIMEOUT ->
                fromProxy(head(answer.body())) ? lost(answer) : new Reply.ServerError(answer);
            case REQUEST_TIMEOUT -> new Reply.ServerError(answer);
            default ->
                status >= SERVER_ERROR || (status >= REDIRECTS && status < REQUEST_ERRORS)
                        ? new Reply.ServerError(answer)
                        : new Reply.Final(answer);
        };
    }

    /** The cluster cannot be reached, says whoever stands in front of it. */
    static Reply lost(HttpAnswer answer) {
        return new Reply.Unreachable("HTTP " + answer.status() + " from a proxy", answer);
    }

    /** The answer's first characters; empty when it is in the store. */
    static String head(AnswerBody body) {
        return body instanceof AnswerBody.Inline inline
                ? new String(inline.bytes(), 0, Math.min(HEAD, inline.bytes().length), StandardCharsets.UTF_8)
                : "";
    }

    private static Reply unavailable(HttpAnswer answer, AnswerContext context, Predicate<String> cold) {
        String head = head(answer.body());
        String text = head.toLowerCase(Locale.ROOT);
        if (cold.test(text)) {
            return new Reply.Cold(text.contains("offline") ? OFFLINE : "the model is starting", context.coldProbe());
        }
        return context.retryAfter().isEmpty() && fromProxy(head)
                ? lost(answer)
                : new Reply.Refused(answer.status(), context.retryAfter());
    }

    private static boolean fromProxy(String head) {
        String text = head.stripLeading();
        return !text.startsWith("{") || text.substring(1).stripLeading().startsWith("\"detail\"");
    }
}

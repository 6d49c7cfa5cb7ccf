package org.argosy.workers.forward;

import org.argosy.schemas.avro.TokenUsage;
import org.argosy.workers.clusters.Reply.HttpAnswer;
import org.argosy.workers.permits.Feedback;

/** The work behind an answer, by which permits are judged: what was generated, or else what was read. */
final class Tokens {

    private static final Feedback UNKNOWN = new Feedback.Served(1);
    private static final int SUCCESS_END = 300;

    private Tokens() {}

    static Feedback of(HttpAnswer answer) {
        TokenUsage usage = answer.usage();
        if (answer.status() >= SUCCESS_END) {
            return Feedback.NEUTRAL;
        }
        if (usage == null) {
            return UNKNOWN;
        }
        long tokens = usage.getOutputTokens() > 0 ? usage.getOutputTokens() : usage.getTotalTokens();
        return new Feedback.Served(Math.max(1, tokens), Math.max(0, usage.getTotalTokens()));
    }
}

package org.argosy.workers.permits;

/** What a request told about the room at its backend. */
public sealed interface Feedback {

    /**
     * It was served.
     *
     * @param tokens work done, in tokens; at least 1
     * @param allTokens what it counts against a budget of tokens: those read and those generated
     */
    record Served(long tokens, long allTokens) implements Feedback {

        /** A request of which only the work is known. */
        public Served(long tokens) {
            this(tokens, tokens);
        }
    }

    /** The backend had no room for this one (429, 503). */
    record Refused() implements Feedback {}

    /** The backend was too slow or could not be reached. */
    record Overloaded() implements Feedback {}

    /** It says nothing about room: an error of the request, or it was given up. */
    record Neutral() implements Feedback {}

    Feedback REFUSED = new Refused();
    Feedback OVERLOADED = new Overloaded();
    Feedback NEUTRAL = new Neutral();
}

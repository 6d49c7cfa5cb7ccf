package org.argosy.workers.permits;

/** What a request told about the room at its backend. */
public sealed interface Feedback {

    /**
     * It was served.
     *
     * @param tokens work done, in tokens; at least 1
     */
    record Served(long tokens) implements Feedback {}

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

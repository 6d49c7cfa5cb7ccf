package org.argosy.ops.simulator.http;

/** Answers calls. Runs on an event loop and must not block: an answer that takes time is given later, from any thread. */
@FunctionalInterface
public interface CallHandler {

    /** Begins the answer to a call. An exception is answered with 500. */
    void handle(HttpCall call);
}

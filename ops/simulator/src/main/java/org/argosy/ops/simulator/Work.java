package org.argosy.ops.simulator;

import java.time.Duration;

/** What one accepted request costs, and the answer it gets. */
interface Work {

    int promptTokens();

    int outputTokens();

    /** How long it holds its slot. */
    Duration time();

    /** The answer's body; called once, when the time is over. */
    byte[] answer();
}

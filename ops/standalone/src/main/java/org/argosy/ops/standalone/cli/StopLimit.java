package org.argosy.ops.standalone.cli;

import java.time.Duration;

/** Cuts off a stop that hangs: everything is written so that a kill loses nothing. */
final class StopLimit {

    private StopLimit() {}

    /**
     * Ends the process when it has not ended by then.
     *
     * @param code its exit code
     */
    static void begin(Duration limit, int code) {
        Thread.ofPlatform().daemon().name("argosy-stop-limit").start(() -> {
            try {
                Thread.sleep(limit);
                Runtime.getRuntime().halt(code);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        });
    }
}

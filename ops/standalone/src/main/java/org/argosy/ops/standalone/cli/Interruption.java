package org.argosy.ops.standalone.cli;

/** Whether this process was told to end: what fails from then on fails for that reason, and is not worth a word. */
final class Interruption {

    private static volatile boolean begun;

    private Interruption() {}

    static void begin() {
        begun = true;
    }

    static boolean begun() {
        return begun;
    }
}

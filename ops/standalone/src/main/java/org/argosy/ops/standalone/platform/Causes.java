package org.argosy.ops.standalone.platform;

import java.util.Optional;

/** Reads chains of exceptions. */
final class Causes {

    private Causes() {}

    /** What the deepest cause says. */
    static String root(Throwable failure) {
        Throwable deepest = failure;
        while (deepest.getCause() != null) {
            deepest = deepest.getCause();
        }
        return Optional.ofNullable(deepest.getMessage())
                .orElse(deepest.getClass().getSimpleName());
    }
}

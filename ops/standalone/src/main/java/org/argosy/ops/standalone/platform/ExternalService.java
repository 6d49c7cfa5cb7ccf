package org.argosy.ops.standalone.platform;

import java.util.function.Predicate;

/**
 * A service that this process needs and does not run.
 *
 * @param name as {@code /readyz} calls it
 * @param where an address for the operator, without secrets
 * @param attempt returns when the service can be used and throws when not; may be repeated; may block for seconds
 * @param mayPass whether a failure says that the service is not there yet, and not that it never will be
 */
record ExternalService(String name, String where, Attempt attempt, Predicate<Throwable> mayPass) {

    /** Returns or throws. */
    @FunctionalInterface
    interface Attempt {

        void run() throws Exception;
    }
}

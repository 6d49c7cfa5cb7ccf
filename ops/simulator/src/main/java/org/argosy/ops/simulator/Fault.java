package org.argosy.ops.simulator;

import java.time.Duration;
import java.util.Optional;

/** One way in which a cluster fails a request. */
public sealed interface Fault {

    /** A short name for counters. */
    String name();

    /**
     * An error answer in the flavour's own shape.
     *
     * @param retryAfter the header, in whole seconds rounded up; absent when empty
     */
    record Status(int status, Optional<Duration> retryAfter) implements Fault {

        public Status {
            if (status < 400 || status > 599) {
                throw new IllegalArgumentException("A fault's status must be 400 to 599, not " + status);
            }
        }

        public Status(int status) {
            this(status, Optional.empty());
        }

        @Override
        public String name() {
            return "status-" + status;
        }
    }

    /** The same after a while, as a gateway gives that has waited in vain. */
    record Late(int status, Duration after) implements Fault {

        @Override
        public String name() {
            return "late-" + status;
        }
    }

    /** An error of the model server itself, in its own shape; the gateway wraps it in a 500. */
    record Server(int status) implements Fault {

        @Override
        public String name() {
            return "server-" + status;
        }
    }

    /** An error of the framework before the server: {@code {"detail":…}}. */
    record Detail(int status) implements Fault {

        @Override
        public String name() {
            return "detail-" + status;
        }
    }

    /** The gateway says that the model is offline. */
    record Offline() implements Fault {

        @Override
        public String name() {
            return "offline";
        }
    }

    /** A good answer whose bytes come little by little. */
    record Slow(Duration over) implements Fault {

        @Override
        public String name() {
            return "slow";
        }
    }

    /** An HTML page as nginx gives when what is behind it is gone. */
    record Html(int status) implements Fault {

        @Override
        public String name() {
            return "html-" + status;
        }
    }

    /** No answer, ever; the connection stays open. */
    record Hang() implements Fault {

        @Override
        public String name() {
            return "hang";
        }
    }

    /** The connection is reset without an answer. */
    record Reset() implements Fault {

        @Override
        public String name() {
            return "reset";
        }
    }

    /** A good answer that stops after its first bytes; the connection stays open. */
    record Stall() implements Fault {

        @Override
        public String name() {
            return "stall";
        }
    }
}

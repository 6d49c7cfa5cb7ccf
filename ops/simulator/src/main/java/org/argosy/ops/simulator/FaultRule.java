package org.argosy.ops.simulator;

import org.argosy.ops.simulator.wire.InferenceRequest;

/** A fault and the requests that it befalls. */
public record FaultRule(Fault fault, Trigger trigger) {

    /** Which requests are meant. Stateless: the same arrival number and seed always decide the same way. */
    public sealed interface Trigger {

        /**
         * Decides one request.
         *
         * @param arrival the number of the request among all inference requests, from 0
         */
        boolean matches(long arrival, InferenceRequest request, long seed);
    }

    /** Each request with the given chance, drawn from the seed and the arrival number. */
    public record Chance(double probability) implements Trigger {

        public Chance {
            if (!(probability >= 0 && probability <= 1)) {
                throw new IllegalArgumentException("A probability must be 0 to 1, not " + probability);
            }
        }

        @Override
        public boolean matches(long arrival, InferenceRequest request, long seed) {
            return Mix.unit(seed + arrival) < probability;
        }
    }

    /** A run of arrivals: {@code from} (inclusive) to {@code to} (exclusive), from 0. */
    public record Arrivals(long from, long to) implements Trigger {

        @Override
        public boolean matches(long arrival, InferenceRequest request, long seed) {
            return arrival >= from && arrival < to;
        }
    }

    /** Each n-th request. */
    public record Every(int n) implements Trigger {

        public Every {
            if (n < 1) {
                throw new IllegalArgumentException("n must be at least 1, not " + n);
            }
        }

        @Override
        public boolean matches(long arrival, InferenceRequest request, long seed) {
            return arrival % n == n - 1;
        }
    }

    /** Requests whose {@code user} member begins with the prefix, each time they come: lines that never succeed. */
    public record User(String prefix) implements Trigger {

        @Override
        public boolean matches(long arrival, InferenceRequest request, long seed) {
            return request.user() != null && request.user().startsWith(prefix);
        }
    }

    public static FaultRule always(Fault fault) {
        return new FaultRule(fault, new Chance(1));
    }

    public static FaultRule withChance(Fault fault, double probability) {
        return new FaultRule(fault, new Chance(probability));
    }

    public static FaultRule first(Fault fault, long requests) {
        return new FaultRule(fault, new Arrivals(0, requests));
    }

    public static FaultRule every(Fault fault, int n) {
        return new FaultRule(fault, new Every(n));
    }

    public static FaultRule forUser(Fault fault, String prefix) {
        return new FaultRule(fault, new User(prefix));
    }
}

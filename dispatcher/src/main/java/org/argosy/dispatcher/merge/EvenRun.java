package org.argosy.dispatcher.merge;

import java.util.List;
import org.argosy.storage.Segment;

/**
 * Chooses which segments to merge: of all runs of so many adjacent ones that whose segments are most alike in size, and
 * of equals the smaller ones. A run that is cheap but uneven would copy its one large segment again for a few small ones
 * each time; even runs make levels, as in a log-structured merge tree, and each byte is copied about once a level.
 */
final class EvenRun {

    /** How much being alike counts against being small; both matter at anything between 0 and 1. */
    private static final double EVENNESS = 0.8;

    private EvenRun() {}

    /** The best run of exactly {@code length} of the segments, of which there must be as many. */
    static List<Segment> of(List<Segment> segments, int length) {
        int best = 0;
        double bestCost = Double.MAX_VALUE;
        for (int from = 0; from + length <= segments.size(); from++) {
            double cost = cost(segments.subList(from, from + length));
            if (cost < bestCost) {
                bestCost = cost;
                best = from;
            }
        }
        return List.copyOf(segments.subList(best, best + length));
    }

    private static double cost(List<Segment> run) {
        double largest = 1;
        double total = 1;
        for (Segment segment : run) {
            largest = Math.max(largest, (double) segment.bytes());
            total += segment.bytes();
        }
        return largest / Math.pow(total, EVENNESS);
    }
}

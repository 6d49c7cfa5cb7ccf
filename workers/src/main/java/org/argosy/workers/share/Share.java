package org.argosy.workers.share;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * A worker's part of a route's bounds. The parts of all workers are equal and add up to the whole, but for a bound that is
 * below their number: then each has one permit, for lines that a worker could not send at all would wait for ever.
 *
 * <p>The sum holds while workers come and go, too. A part that shrinks does so at once; one that grows is told to the
 * others first, and leaves untouched what they told or still have open.
 *
 * @param workers by how many the bounds are divided
 * @param permits this worker's part of the requests that may be open
 * @param most how many of these it may have open now
 * @param rate its part of requests and tokens over time, now
 */
public record Share(int workers, int permits, int most, double rate) {

    /**
     * Works it out.
     *
     * @param cap requests that may be open over all workers
     */
    public static Share of(int cap, Neighbours neighbours, RouteName route) {
        return of(cap, neighbours.self(), neighbours.of(route), neighbours.toldSharers(route));
    }

    /**
     * @param others what they told
     * @param toldSharers what this worker told them
     */
    static Share of(int cap, String self, SortedMap<String, Told> others, int toldSharers) {
        List<String> names = new ArrayList<>(List.of(self));
        others.forEach((name, told) -> {
            if (!told.leaving()) {
                names.add(name);
            }
        });
        Collections.sort(names);
        int workers = names.size();
        int permits = part(cap, workers, names.indexOf(self));
        if (toldSharers == 0) {
            return new Share(workers, permits, 0, 0);
        }
        int most = toldSharers > workers ? Math.min(permits, Math.max(1, cap / toldSharers)) : permits;
        double rate = 1.0 / Math.max(workers, toldSharers);
        int roomForPermits = cap;
        double roomForRate = 1;
        for (Map.Entry<String, Told> other : others.entrySet()) {
            Told told = other.getValue();
            int index = names.indexOf(other.getKey());
            roomForPermits -= Math.max(told.open(), index < 0 ? 0 : claim(cap, workers, index, told));
            roomForRate -= index < 0 ? 0 : Math.max(1.0 / workers, told.sharers() == 0 ? 0 : 1.0 / told.sharers());
        }
        return new Share(
                workers,
                permits,
                workers > cap ? 1 : Math.clamp(roomForPermits, 0, most),
                // What is left by equal parts is not quite an equal part.
                roomForRate > rate * 0.999 ? rate : Math.max(0, roomForRate));
    }

    private static int claim(int cap, int workers, int index, Told told) {
        int own = part(cap, workers, index);
        return told.sharers() == 0 || told.sharers() == workers
                ? own
                : Math.max(own, Math.ceilDiv(cap, told.sharers()));
    }

    private static int part(int cap, int workers, int index) {
        return Math.max(1, cap / workers + (index < cap % workers ? 1 : 0));
    }
}

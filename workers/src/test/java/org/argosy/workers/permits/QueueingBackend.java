package org.argosy.workers.permits;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.PriorityQueue;
import java.util.Random;

/**
 * A backend and an endless supply of lines in virtual time: slots that each answer one request after another, a queue
 * before them, and a pool of permits through which everything goes. Answers have random lengths. What it measures counts
 * from the last {@link #mark}. For one thread.
 */
final class QueueingBackend {

    private static final long FIRST_TOKEN = Duration.ofMillis(200).toNanos();
    private static final long TOKEN = Duration.ofMillis(20).toNanos();
    private static final long REFUSAL = Duration.ofMillis(5).toNanos();
    /** So often at least the worker asks for permits. */
    private static final long LOOK = Duration.ofMillis(50).toNanos();

    private static final long WEATHER_LASTS = Duration.ofSeconds(1).toNanos();

    private static final int SHORTEST = 16;
    private static final int LONGEST = 256;

    private final Random random;
    private final Random weather;
    private final PermitPool pool;
    private final int mostOpen;
    private final double speed;
    private final double unevenness;
    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private final Deque<Request> queue = new ArrayDeque<>();
    private long now;
    private int slots;
    private int running;
    private long weatherAt = -1;
    private double weatherFactor = 1;

    private long markedAt;
    private long accountedAt;
    private double busy;
    private double openTime;
    private int maxOpen;
    private long answered;
    private long refused;

    private record Request(Permit permit, int tokens) {}

    private record Event(long at, Request request, boolean isRefusal) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            return Long.compare(at, other.at);
        }
    }

    /**
     * @param mostOpen beyond this it refuses
     * @param speed 1 is a mid-size model's; 10 answers ten times faster
     */
    QueueingBackend(long seed, ConcurrencyLimit limit, int slots, int mostOpen, double speed) {
        this(seed, limit, slots, mostOpen, speed, 0);
    }

    /** @param unevenness standard deviation of the logarithm of the speed from one second to the next */
    QueueingBackend(long seed, ConcurrencyLimit limit, int slots, int mostOpen, double speed, double unevenness) {
        this.random = new Random(seed);
        this.weather = new Random(~seed);
        this.pool = new PermitPool(limit, () -> now);
        this.slots = slots;
        this.mostOpen = mostOpen;
        this.speed = speed;
        this.unevenness = unevenness;
    }

    void slots(int newSlots) {
        account();
        slots = newSlots;
        admit();
    }

    /** Everything measured counts from here. */
    void mark() {
        account();
        markedAt = now;
        busy = 0;
        openTime = 0;
        maxOpen = pool.open();
        answered = 0;
        refused = 0;
    }

    void run(Duration time) {
        long end = now + time.toNanos();
        while (true) {
            fill();
            Event next = events.peek();
            long at = Math.min(end, now + LOOK);
            if (next != null && next.at() <= at) {
                events.poll();
                now = next.at();
                account();
                end(next);
            } else {
                now = at;
                account();
                if (now == end) {
                    return;
                }
            }
        }
    }

    /** Part of the slots' time in which they worked. */
    double utilisation() {
        return busy / ((double) slots * (now - markedAt));
    }

    double averageOpen() {
        return openTime / (now - markedAt);
    }

    int maxOpen() {
        return maxOpen;
    }

    double refusedShare() {
        return (double) refused / (refused + answered);
    }

    int limit() {
        return pool.limit();
    }

    private void fill() {
        for (Permit permit = pool.tryAcquire(); permit != null; permit = pool.tryAcquire()) {
            Request request = new Request(permit, SHORTEST + random.nextInt(LONGEST - SHORTEST + 1));
            maxOpen = Math.max(maxOpen, pool.open());
            if (running + queue.size() >= mostOpen) {
                events.add(new Event(now + REFUSAL, request, true));
            } else {
                queue.add(request);
                admit();
            }
        }
    }

    private void admit() {
        while (running < slots && !queue.isEmpty()) {
            Request request = queue.remove();
            running++;
            long takes = (long) ((FIRST_TOKEN + TOKEN * request.tokens()) / speedNow());
            events.add(new Event(now + takes, request, false));
        }
    }

    private double speedNow() {
        long period = now / WEATHER_LASTS;
        if (period != weatherAt) {
            weatherAt = period;
            weatherFactor = Math.exp(unevenness * weather.nextGaussian());
        }
        return speed * weatherFactor;
    }

    private void end(Event event) {
        if (event.isRefusal()) {
            refused++;
            event.request().permit().release(Feedback.REFUSED);
        } else {
            answered++;
            running--;
            admit();
            event.request().permit().release(new Feedback.Served(event.request().tokens()));
        }
    }

    private void account() {
        long passed = now - accountedAt;
        busy += (double) passed * Math.min(running, slots);
        openTime += (double) passed * pool.open();
        accountedAt = now;
    }
}

package org.argosy.workers.permits;

/** Always the same number of permits. */
public record FixedLimit(int permits) implements ConcurrencyLimit {

    public FixedLimit {
        if (permits < 1) {
            throw new IllegalArgumentException("a limit must be at least 1, not " + permits);
        }
    }

    @Override
    public void acquired(long now, int open) {}

    @Override
    public void starved(long now, int open) {}

    @Override
    public void released(long now, int open, long acquiredAt, Feedback feedback) {}

    @Override
    public void reset(long now) {}
}

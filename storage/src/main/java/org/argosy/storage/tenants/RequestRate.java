package org.argosy.storage.tenants;

/**
 * How often something may be asked for.
 *
 * @param perSecond in the long run
 * @param burst at once, after a pause
 */
public record RequestRate(double perSecond, long burst) {

    public RequestRate {
        if (!(perSecond > 0) || burst < 1) {
            throw new IllegalArgumentException("a rate must be positive and let through at least one at once");
        }
    }
}

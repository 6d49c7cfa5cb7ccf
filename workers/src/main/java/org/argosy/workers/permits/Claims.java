package org.argosy.workers.permits;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Who has permits of a pool and who wants more, where several models share it: the one with the fewest is next, so that a
 * model with a long queue does not starve another. Not thread-safe: {@link PermitPool} calls it under its lock.
 */
final class Claims {

    /** Who asked in vain this long ago wants nothing any more. */
    private static final long WANTS = TimeUnit.MILLISECONDS.toNanos(100);

    private static final long NEVER = Long.MIN_VALUE / 2;

    private final Map<Object, Claim> claims = new HashMap<>();

    /** One model's. */
    static final class Claim {
        private int open;
        private long wantedAt = NEVER;
        private long servedAt = NEVER;

        private boolean comesBefore(Claim other) {
            return open < other.open || (open == other.open && servedAt < other.servedAt);
        }
    }

    Claim of(Object claimant) {
        return claims.computeIfAbsent(claimant, _ -> new Claim());
    }

    /** Whether another one wants a permit and has fewer. */
    boolean isOthersTurn(Claim claim, long now) {
        if (claims.size() == 1) {
            return false;
        }
        for (Claim other : claims.values()) {
            if (!other.equals(claim) && now - other.wantedAt <= WANTS && other.comesBefore(claim)) {
                return true;
            }
        }
        return false;
    }

    void denied(Claim claim, long now) {
        claim.wantedAt = now;
    }

    void served(Claim claim, long now) {
        claim.wantedAt = NEVER;
        claim.servedAt = now;
        claim.open++;
    }

    void released(Claim claim) {
        claim.open--;
    }
}

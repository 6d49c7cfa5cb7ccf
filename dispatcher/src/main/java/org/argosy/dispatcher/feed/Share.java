package org.argosy.dispatcher.feed;

/**
 * A bounded right to go first: of all that is spent, no more than a share goes to those who go first, but for a burst after
 * they did not for a while. Not thread-safe.
 */
final class Share {

    private final double share;
    private double burst;

    /** What went first beyond its share; more may go first while it is not positive. */
    private double balance;

    /**
     * @param share 0 to 1
     */
    Share(double share) {
        this.share = share;
    }

    /** Sets how much may go first at once. */
    void burst(double tokens) {
        double floor = tokens * (1 - share);
        balance = balance == -burst ? -floor : Math.max(-floor, balance);
        burst = floor;
    }

    boolean mayGoFirst() {
        return share > 0 && balance <= 0;
    }

    void spent(double tokens, boolean first) {
        balance = first ? balance + tokens * (1 - share) : Math.max(-burst, balance - tokens * share);
    }
}

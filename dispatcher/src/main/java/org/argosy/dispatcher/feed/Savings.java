package org.argosy.dispatcher.feed;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.argosy.storage.TenantId;

/**
 * What tenants have saved of their shares of one model, in tokens: their part by weight of all that was given, less what
 * they were given themselves, up to a bound either way. Whoever is not known has saved all that one may. A tenant that goes
 * ahead only with what it has saved gets, over any time, no more than its share and one bound. Not thread-safe.
 */
final class Savings {

    private final Map<TenantId, Account> accounts = new HashMap<>();

    /** Tokens that were given for each unit of weight. */
    private double given;

    private double most;

    private static final class Account {
        private final double weight;
        private double saved;
        private double seen;

        private Account(double weight, double saved, double seen) {
            this.weight = weight;
            this.saved = saved;
            this.seen = seen;
        }
    }

    /**
     * Sets the bound, and forgets tenants that have saved all they may.
     *
     * @param active tenants that are remembered in any case
     */
    void sync(double bound, Set<TenantId> active) {
        most = bound;
        accounts.entrySet().removeIf(e -> !active.contains(e.getKey()) && saved(e.getValue()) >= most);
    }

    double of(TenantId tenant) {
        Account account = accounts.get(tenant);
        return account == null ? most : saved(account);
    }

    /** Notes that a tenant was given tokens, while tenants of so much weight had something to run. */
    void give(TenantId tenant, double weight, double tokens, double activeWeight) {
        Account account = accounts.computeIfAbsent(tenant, _ -> new Account(weight, most, given));
        given += tokens / activeWeight;
        account.saved = Math.max(-most, saved(account) - tokens);
    }

    /** A tenant with much to run has nothing saved. */
    void forfeit(TenantId tenant, double weight) {
        accounts.put(tenant, new Account(weight, Math.min(0, of(tenant)), given));
    }

    private double saved(Account account) {
        account.saved = Math.min(most, account.saved + (given - account.seen) * account.weight);
        account.seen = given;
        return account.saved;
    }
}

package org.argosy.dispatcher.feed;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Accounts that take turns: deficit round robin with weights. The first one is served while it has credit; a turn adds a
 * quantum to the heaviest account's credit and to a lighter one's its part of it. Not thread-safe.
 */
final class Turns<A extends Turns.Account> {

    /** Debt that is remembered, in turns: what went first for long is not punished for ever. */
    private static final int LARGEST_DEBT = 64;

    private final double quantum;
    private final Deque<A> members = new ArrayDeque<>();
    private final Map<Object, Debt> debts = new HashMap<>();
    private double heaviest;
    private double allWeight;

    /** Tokens that were spent for each unit of weight. */
    private double spent;

    Turns(double quantum) {
        this.quantum = quantum;
    }

    /** Something that takes turns. */
    abstract static class Account {

        double weight = 1;
        double credit;

        double weight() {
            return weight;
        }

        /** What it is known by when it comes again. */
        abstract Object key();
    }

    /**
     * What an account owed when it left.
     *
     * @param spent what had been spent for each unit of weight
     */
    private record Debt(double tokens, double weight, double spent) {}

    /** Adds one at the end, without credit and with what it still owes: who leaves and comes again gains nothing. */
    void add(A account, double weight) {
        members.addLast(account);
        weigh(account, weight);
        Debt debt = debts.remove(account.key());
        account.credit = debt == null ? 0 : -left(debt);
    }

    void remove(A account) {
        members.remove(account);
        sumUp();
        if (account.credit < 0) {
            debts.put(account.key(), new Debt(-account.credit, account.weight, spent));
        }
    }

    /** Forgets accounts that are gone and owe nothing any more. */
    void forget() {
        debts.values().removeIf(debt -> left(debt) == 0);
    }

    /** While it is away, its part of what the others spend pays a debt off. */
    private double left(Debt debt) {
        return Math.max(0, debt.tokens() - (spent - debt.spent()) * debt.weight());
    }

    /** Sets the weight of an account that is here. */
    void weigh(A account, double weight) {
        account.weight = weight;
        sumUp();
    }

    void spend(A account, double tokens) {
        spent += tokens / allWeight;
        account.credit = Math.max(account.credit - tokens, -LARGEST_DEBT * turn(account));
    }

    boolean isEmpty() {
        return members.isEmpty();
    }

    Collection<A> members() {
        return members;
    }

    /** The weights of all accounts together. */
    double weight() {
        return allWeight;
    }

    /** Whose turn it is; null when nobody is here. Asking again without spending gives the same. */
    @Nullable
    A pick() {
        int passed = 0;
        while (!members.isEmpty()) {
            A first = members.getFirst();
            if (first.credit > 0) {
                return first;
            }
            first.credit += turn(first);
            members.addLast(members.removeFirst());
            if (++passed % members.size() == 0) {
                skipRounds();
            }
        }
        return null;
    }

    /** Adds at once what all the rounds would add in which nobody has credit. */
    private void skipRounds() {
        double rounds =
                members.stream().mapToDouble(a -> -a.credit / turn(a)).min().orElse(0);
        if (rounds >= 1) {
            members.forEach(a -> a.credit += Math.floor(rounds) * turn(a));
        }
    }

    private double turn(Account account) {
        return quantum * account.weight / heaviest;
    }

    private void sumUp() {
        heaviest = 0;
        allWeight = 0;
        for (Account account : members) {
            heaviest = Math.max(heaviest, account.weight);
            allWeight += account.weight;
        }
    }
}

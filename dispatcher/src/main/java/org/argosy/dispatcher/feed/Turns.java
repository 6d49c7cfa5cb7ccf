package org.argosy.dispatcher.feed;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
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
    private double heaviest;
    private double allWeight;

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
    }

    /** Adds one at the end, without credit: who leaves and comes again gains nothing. */
    void add(A account, double weight) {
        members.addLast(account);
        weigh(account, weight);
    }

    void remove(A account) {
        members.remove(account);
        sumUp();
    }

    /** Sets the weight of an account that is here. */
    void weigh(A account, double weight) {
        account.weight = weight;
        sumUp();
    }

    void spend(A account, double tokens) {
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

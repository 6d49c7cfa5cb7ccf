package org.argosy.dispatcher.feed;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.argosy.storage.BatchId;
import org.argosy.storage.TenantId;
import org.jspecify.annotations.Nullable;

/**
 * Decides whose line is published next: deficit round robin over tenants, then over a tenant's batches, with costs in
 * estimated tokens. Each turn adds a quantum to what a tenant or batch may spend; it is served while something is left,
 * and what the last line costs too much is carried over. So nobody needs to know a line's cost before it is chosen.
 *
 * <p>Batches in danger of missing their deadline go first, the nearest deadline before the others, as long as they have
 * had no more than their share of what was published; beyond it they wait for their turn like everybody. What they spend
 * counts against their tenant.
 *
 * <p>Deterministic. Not thread-safe.
 *
 * @see <a href="https://doi.org/10.1145/217382.217453">Shreedhar and Varghese: Efficient fair queueing using deficit round robin</a>
 */
final class FeedScheduler {

    /** Debt that is remembered, in quanta: a batch that went first for long is not punished for ever. */
    private static final int LARGEST_DEBT = 64;

    private final long quantum;
    private final double urgentShare;
    private final Map<BatchId, Flow> batches = new HashMap<>();
    private final Map<TenantId, Tenant> tenants = new HashMap<>();
    private final Ring<Tenant> ring = new Ring<>();
    private final List<Flow> urgent = new ArrayList<>();

    /** What urgent batches have had beyond their share, in tokens; they may go first while it is not positive. */
    private double urgentBalance;

    private boolean urgentPick;

    FeedScheduler(long quantum, double urgentShare) {
        this.quantum = quantum;
        this.urgentShare = urgentShare;
    }

    /**
     * A batch that has something to publish.
     *
     * @param urgent whether it will miss its deadline at the current rate
     */
    record Candidate(BatchId batch, TenantId tenant, Instant deadline, boolean urgent) {}

    /** Sets the batches to choose from. Those that were there before keep their turn and what they may spend. */
    void sync(Collection<Candidate> candidates) {
        Set<BatchId> present = candidates.stream().map(Candidate::batch).collect(Collectors.toSet());
        Set.copyOf(batches.keySet()).stream().filter(b -> !present.contains(b)).forEach(this::remove);
        for (Candidate candidate : candidates) {
            Flow known = batches.get(candidate.batch());
            if (known == null) {
                add(candidate);
            } else {
                known.candidate = candidate;
            }
        }
        urgent.clear();
        batches.values().stream()
                .filter(f -> f.candidate.urgent())
                .sorted(Comparator.comparing((Flow f) -> f.candidate.deadline())
                        .thenComparing(f -> f.candidate.batch().value()))
                .forEach(urgent::add);
    }

    /** Takes a batch out. */
    void remove(BatchId batch) {
        Flow flow = batches.remove(batch);
        if (flow == null) {
            return;
        }
        urgent.remove(flow);
        flow.tenant.ring.members.remove(flow);
        if (flow.tenant.ring.members.isEmpty()) {
            ring.members.remove(flow.tenant);
            tenants.remove(flow.candidate.tenant());
        }
    }

    /** The batch whose line is to be published next; to be followed by {@link #charge} or {@link #remove}. */
    Optional<BatchId> next() {
        urgentPick = urgentBalance <= 0 && !urgent.isEmpty();
        if (urgentPick) {
            return Optional.of(urgent.getFirst().candidate.batch());
        }
        Tenant tenant = ring.pick();
        Flow flow = tenant == null ? null : tenant.ring.pick();
        return Optional.ofNullable(flow).map(f -> f.candidate.batch());
    }

    /** Tells what the line that was published cost. */
    void charge(BatchId batch, long tokens) {
        urgentBalance = urgentPick
                ? urgentBalance + tokens * (1 - urgentShare)
                : Math.max((double) -quantum, urgentBalance - tokens * urgentShare);
        Flow flow = batches.get(batch);
        if (flow != null) {
            flow.spend(tokens);
            flow.tenant.spend(tokens);
        }
    }

    private void add(Candidate candidate) {
        Tenant tenant = tenants.computeIfAbsent(candidate.tenant(), t -> {
            Tenant fresh = new Tenant();
            ring.members.addLast(fresh);
            return fresh;
        });
        Flow flow = new Flow(tenant, candidate);
        tenant.ring.members.addLast(flow);
        batches.put(candidate.batch(), flow);
    }

    /** Something that takes turns. */
    private abstract class Account {

        long credit = quantum;

        void spend(long tokens) {
            credit = Math.max(credit - tokens, -LARGEST_DEBT * quantum);
        }
    }

    private final class Tenant extends Account {
        private final Ring<Flow> ring = new Ring<>();
    }

    private final class Flow extends Account {
        private final Tenant tenant;
        private Candidate candidate;

        Flow(Tenant tenant, Candidate candidate) {
            this.tenant = tenant;
            this.candidate = candidate;
        }
    }

    /** Accounts in the order of their turns; the first one is served while it has credit. */
    private final class Ring<A extends Account> {

        private final Deque<A> members = new ArrayDeque<>();

        @Nullable
        A pick() {
            int passed = 0;
            while (!members.isEmpty()) {
                A first = members.getFirst();
                if (first.credit > 0) {
                    return first;
                }
                first.credit += quantum;
                members.addLast(members.removeFirst());
                if (++passed % members.size() == 0) {
                    skipRounds();
                }
            }
            return null;
        }

        /** Adds at once what all the rounds would add in which nobody has credit. */
        private void skipRounds() {
            long most = members.stream().mapToLong(a -> a.credit).max().orElse(0);
            if (most <= 0) {
                long rounds = -most / quantum;
                members.forEach(a -> a.credit += rounds * quantum);
            }
        }
    }
}

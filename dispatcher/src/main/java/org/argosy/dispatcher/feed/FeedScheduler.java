package org.argosy.dispatcher.feed;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
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
 * Decides whose line is published next: deficit round robin over tenants by their weights, then over a tenant's batches by
 * their priorities, with costs in estimated tokens. A flow is served while it has credit, and what the last line costs too
 * much is carried over, so nobody needs to know a line's cost before it is chosen.
 *
 * <p>Three go ahead of their turn:
 * <ol>
 *   <li>batches in danger of missing their deadline, first those that can still make it, then the nearest deadline, within a
 *       share of everything; what they take counts against their tenant's next turns;
 *   <li>a tenant that has little to run, as long as it has saved of its share what it takes ({@link Savings});
 *   <li>within a tenant's turn, a batch of which little is left, within a share of what the tenant gets.
 * </ol>
 *
 * <p>Deterministic. Not thread-safe.
 *
 * @see <a href="https://doi.org/10.1145/217382.217453">Shreedhar and Varghese: Efficient fair queueing using deficit round robin</a>
 */
final class FeedScheduler {

    private final FeedShares shares;
    private final Map<BatchId, Flow> batches = new HashMap<>();
    private final Map<TenantId, Tenant> tenants = new HashMap<>();
    private final Turns<Tenant> turns;
    private final List<Flow> urgent = new ArrayList<>();
    private final Share urgentShare;
    private final Savings savings = new Savings();
    private double little;
    private @Nullable Way way;

    FeedScheduler(FeedShares shares) {
        this.shares = shares;
        this.turns = new Turns<>(shares.quantumTokens());
        this.urgentShare = new Share(shares.urgent());
        urgentShare.burst(shares.quantumTokens());
    }

    /**
     * A batch that has something to publish.
     *
     * @param tenantWeight the tenant's weight among tenants
     * @param weight the batch's weight among those of its tenant
     * @param tokens what the rest of it may cost
     * @param danger of missing its deadline when it only gets its share
     */
    record Candidate(
            BatchId batch,
            TenantId tenant,
            double tenantWeight,
            double weight,
            double tokens,
            Instant deadline,
            Danger danger) {}

    /** Of missing a deadline. */
    enum Danger {
        NONE,
        /** It can be met by going first. */
        AVERTIBLE,
        /** It cannot be met even by going first, as far as that can be told. */
        HOPELESS
    }

    /**
     * A choice.
     *
     * @param ahead whether it was chosen ahead of its turn
     */
    record Pick(BatchId batch, boolean ahead) {}

    private enum Way {
        URGENT,
        SAVED,
        SMALL,
        TURN
    }

    /**
     * Sets the batches to choose from. Those that were there before keep their turn and what they may spend.
     *
     * @param littleTokens up to where a batch or what a tenant has to run is little
     */
    void sync(Collection<Candidate> candidates, double littleTokens) {
        little = littleTokens;
        Set<BatchId> present = candidates.stream().map(Candidate::batch).collect(Collectors.toSet());
        Set.copyOf(batches.keySet()).stream().filter(b -> !present.contains(b)).forEach(this::remove);
        for (Candidate candidate : candidates) {
            Flow known = batches.get(candidate.batch());
            if (known == null) {
                add(candidate);
            } else {
                known.candidate = candidate;
                known.tenant.flows.weigh(known, candidate.weight());
                turns.weigh(known.tenant, candidate.tenantWeight());
            }
        }
        urgent.clear();
        batches.values().stream()
                .filter(f -> f.candidate.danger() != Danger.NONE)
                .sorted(Comparator.comparing((Flow f) -> f.candidate.danger())
                        .thenComparing(f -> f.candidate.deadline())
                        .thenComparing(f -> f.candidate.batch().value()))
                .forEach(urgent::add);
        savings.sync(little, tenants.keySet());
        turns.forget();
        tenants.values().forEach(Tenant::look);
    }

    /** Takes a batch out. */
    void remove(BatchId batch) {
        Flow flow = batches.remove(batch);
        if (flow == null) {
            return;
        }
        urgent.remove(flow);
        flow.tenant.small.remove(flow);
        flow.tenant.flows.remove(flow);
        if (flow.tenant.flows.isEmpty()) {
            turns.remove(flow.tenant);
            tenants.remove(flow.tenant.id);
        }
    }

    /**
     * The batch whose line is to be published next; to be followed by {@link #charge} or {@link #remove}.
     *
     * @param onlyAhead to get nothing when the choice would be one whose turn it is
     */
    Optional<Pick> next(boolean onlyAhead) {
        Flow flow = goesFirst();
        if (flow == null) {
            Tenant tenant = turns.pick();
            flow = tenant == null ? null : tenant.next();
        }
        return flow == null || (onlyAhead && way == Way.TURN)
                ? Optional.empty()
                : Optional.of(new Pick(flow.candidate.batch(), way != Way.TURN));
    }

    /** Tells what the line that was published cost. */
    void charge(BatchId batch, double tokens) {
        urgentShare.spent(tokens, way == Way.URGENT);
        Flow flow = batches.get(batch);
        if (flow != null) {
            Tenant tenant = flow.tenant;
            tenant.smallShare.spent(tokens, way == Way.SMALL);
            tenant.flows.spend(flow, tokens);
            if (way != Way.SAVED) {
                turns.spend(tenant, tokens);
            }
            savings.give(tenant.id, tenant.weight(), tokens, turns.weight());
        }
    }

    private @Nullable Flow goesFirst() {
        way = Way.URGENT;
        if (!urgent.isEmpty() && urgentShare.mayGoFirst()) {
            return urgent.getFirst();
        }
        way = Way.SAVED;
        Tenant richest = null;
        double most = 0;
        for (Tenant tenant : tenants.values()) {
            double saved = tenant.hasLittle && tenants.size() > 1 ? savings.of(tenant.id) : 0;
            if (saved > most || (saved == most && richest != null && tenant.isBefore(richest))) {
                richest = tenant;
                most = saved;
            }
        }
        return richest == null ? null : richest.flows.pick();
    }

    private void add(Candidate candidate) {
        Tenant tenant = tenants.computeIfAbsent(candidate.tenant(), id -> {
            Tenant fresh = new Tenant(id);
            turns.add(fresh, candidate.tenantWeight());
            return fresh;
        });
        Flow flow = new Flow(tenant, candidate);
        tenant.flows.add(flow, candidate.weight());
        batches.put(candidate.batch(), flow);
    }

    private final class Tenant extends Turns.Account {
        private final TenantId id;
        private final Turns<Flow> flows = new Turns<>(shares.quantumTokens());
        private final Share smallShare = new Share(shares.small());

        /** Batches of which little is left, the least first; only where others have much left. */
        private final List<Flow> small = new ArrayList<>();

        private boolean hasLittle;

        Tenant(TenantId id) {
            this.id = id;
        }

        @Override
        TenantId key() {
            return id;
        }

        /** Finds out what is small here. A batch does not go ahead of one of a higher priority for being small. */
        void look() {
            flows.forget();
            Collection<Flow> own = flows.members();
            double heaviest = own.stream().mapToDouble(Flow::weight).max().orElse(0);
            hasLittle = own.stream().mapToDouble(f -> f.candidate.tokens()).sum() <= little;
            if (!hasLittle) {
                savings.forfeit(id, weight());
            }
            smallShare.burst(little);
            small.clear();
            own.stream()
                    .filter(f -> f.candidate.tokens() <= little && f.weight() == heaviest)
                    .sorted(Comparator.comparingDouble((Flow f) -> f.candidate.tokens())
                            .thenComparing(f -> f.candidate.batch().value()))
                    .forEach(small::add);
        }

        @Nullable
        Flow next() {
            boolean others = small.size() < flows.members().size();
            way = others && !small.isEmpty() && smallShare.mayGoFirst() ? Way.SMALL : Way.TURN;
            return way == Way.SMALL ? small.getFirst() : flows.pick();
        }

        boolean isBefore(Tenant other) {
            return id.value().compareTo(other.id.value()) < 0;
        }
    }

    private static final class Flow extends Turns.Account {
        private final Tenant tenant;
        private Candidate candidate;

        Flow(Tenant tenant, Candidate candidate) {
            this.tenant = tenant;
            this.candidate = candidate;
        }

        @Override
        BatchId key() {
            return candidate.batch();
        }
    }
}

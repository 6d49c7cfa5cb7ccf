package org.argosy.dispatcher.feed;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.argosy.dispatcher.feed.FeedScheduler.Candidate;
import org.argosy.dispatcher.feed.FeedScheduler.Danger;
import org.argosy.storage.FeedLane;
import org.argosy.storage.TenantId;

/**
 * Turns lanes into what the scheduler chooses from: with costs as the model has used them lately, and the danger that each is
 * in. A batch is in danger when it would miss its deadline with no more than its share of what the model does. For one
 * thread.
 */
final class Candidates {

    /** A batch is in danger before the last moment, for rates are not steady. */
    private static final double ROOM_TO_SPARE = 0.8;

    private final ModelMemory memory;
    private final FeedShares shares;
    private final ToDoubleFunction<TenantId> tenantWeights;

    Candidates(ModelMemory memory, FeedShares shares, ToDoubleFunction<TenantId> tenantWeights) {
        this.memory = memory;
        this.shares = shares;
        this.tenantWeights = tenantWeights;
    }

    /** Takes in what the lanes have used. */
    void learn(Collection<FeedLane> lanes) {
        lanes.forEach(lane -> memory.corrections()
                .observe(lane.batch(), (double) lane.usedTokens(), lane.completedLines() * lane.tokensPerLine()));
        memory.corrections().retain(lanes.stream().map(FeedLane::batch).toList());
    }

    List<Candidate> of(Collection<FeedLane> lanes, Instant now) {
        Map<TenantId, Double> tenants = new HashMap<>();
        Map<TenantId, Double> batches = new HashMap<>();
        for (FeedLane lane : lanes) {
            tenants.computeIfAbsent(lane.tenant(), tenantWeights::applyAsDouble);
            batches.merge(lane.tenant(), lane.priority().weight(), Double::sum);
        }
        double all = tenants.values().stream().mapToDouble(Double::doubleValue).sum();
        return lanes.stream()
                .map(lane -> {
                    double weight = tenants.getOrDefault(lane.tenant(), 1.0);
                    double share = weight / all * lane.priority().weight() / batches.getOrDefault(lane.tenant(), 1.0);
                    double tokens =
                            lane.remainingTokens() * memory.corrections().of(lane.batch());
                    return new Candidate(
                            lane.batch(),
                            lane.tenant(),
                            weight,
                            lane.priority().weight(),
                            tokens,
                            lane.expiresAt(),
                            danger(tokens, share, Duration.between(now, lane.expiresAt())));
                })
                .toList();
    }

    /** Up to how many tokens a batch is little. */
    double littleTokens(Collection<FeedLane> lanes) {
        double line = memory.lineTokens();
        if (line == 0) {
            double tokens =
                    lanes.stream().mapToDouble(FeedLane::remainingTokens).sum()
                            * memory.corrections().ofModel();
            line = tokens
                    / Math.max(1, lanes.stream().mapToLong(FeedLane::remaining).sum());
        }
        double inTime = memory.tokensPerSecond() * shares.littleTime().toMillis() / 1e3;
        return Math.max(shares.littleLines() * line, inTime);
    }

    private Danger danger(double tokens, double share, Duration left) {
        double seconds = left.toMillis() / 1e3;
        double all = memory.tokensPerSecond();
        if (all == 0 || tokens <= all * share * seconds * ROOM_TO_SPARE) {
            return Danger.NONE;
        }
        double most = shares.urgent() + (1 - shares.urgent()) * share;
        return tokens <= all * most * seconds ? Danger.AVERTIBLE : Danger.HOPELESS;
    }
}

package org.argosy.dispatcher.feed;

import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.argosy.storage.FeedLane;
import org.argosy.storage.db.LaneRepository.Advance;
import org.jspecify.annotations.Nullable;

/** What one round published of one lane. One thread publishes; the producer's thread acknowledges. */
final class LaneRound implements Callback {

    private final FeedLane lane;
    private final Acks acks;
    private int lines;
    private long tokens;
    private int lastLine;
    private volatile @Nullable Exception failure;

    LaneRound(FeedLane lane, Acks acks) {
        this.lane = lane;
        this.acks = acks;
        this.lastLine = lane.cursorLine();
    }

    void sent(int line, long cost) {
        acks.sent();
        lines++;
        tokens += cost;
        lastLine = line;
    }

    /** Notes that a line could not even be handed over. */
    void notSent(Exception cause) {
        failure = cause;
        acks.done();
    }

    @Override
    public void onCompletion(@Nullable RecordMetadata metadata, @Nullable Exception exception) {
        if (exception != null) {
            failure = exception;
        }
        acks.done();
    }

    /** Why lines of this round may be missing in Kafka; null when none are. */
    @Nullable
    Exception failure() {
        return failure;
    }

    FeedLane lane() {
        return lane;
    }

    int lines() {
        return lines;
    }

    Advance advance() {
        return new Advance(lane.batch(), lane.cursorLine(), lastLine, lines, tokens);
    }
}

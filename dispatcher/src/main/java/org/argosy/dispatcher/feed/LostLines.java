package org.argosy.dispatcher.feed;

import java.util.List;
import org.argosy.storage.FeedLane;
import org.argosy.storage.Shard;
import org.argosy.storage.db.LaneRepository;
import org.roaringbitmap.RoaringBitmap;

/**
 * Finds the lines of a lane that were published and have no outcome. A batch has one completion set for all its lanes, so
 * what belongs to a lane is told from its shards, of which only those from the batch's first open line on are read. Safe for
 * use by any number of threads.
 */
final class LostLines {

    private static final int SHARDS = 500;

    private final LaneRepository lanes;
    private final int most;

    /**
     * @param most lines to find at once
     */
    LostLines(LaneRepository lanes, int most) {
        this.lanes = lanes;
        this.most = most;
    }

    /** The first of them up to the lane's cursor; none when the batch is no longer in progress. */
    RoaringBitmap of(FeedLane lane) {
        RoaringBitmap found = new RoaringBitmap();
        lanes.completedLines(lane.batch()).ifPresent(completed -> find(lane, completed, found));
        return found;
    }

    private void find(FeedLane lane, RoaringBitmap completed, RoaringBitmap found) {
        int next = nextOpen(completed, 1);
        while (next <= lane.cursorLine()) {
            List<Shard> shards = lanes.shards(lane.batch(), lane.model(), next - 1, SHARDS);
            for (Shard shard : shards) {
                int last = Math.min(shard.lastLine(), lane.cursorLine());
                int line = nextOpen(completed, shard.firstLine());
                while (line <= last && found.getCardinality() < most) {
                    if (shard.holds(line)) {
                        found.add(line);
                    }
                    line = nextOpen(completed, line + 1);
                }
            }
            if (shards.size() < SHARDS || found.getCardinality() >= most) {
                return;
            }
            next = nextOpen(completed, shards.getLast().lastLine() + 1);
        }
    }

    private static int nextOpen(RoaringBitmap completed, int line) {
        return (int) completed.nextAbsentValue(line);
    }
}

package org.argosy.dispatcher.feed;

import java.util.List;
import org.argosy.dispatcher.plan.InputFile;
import org.argosy.dispatcher.plan.LineReader;
import org.argosy.storage.FeedLane;
import org.argosy.storage.Shard;
import org.argosy.storage.db.LaneRepository;
import org.jspecify.annotations.Nullable;

/**
 * Gives the lines of one lane, one after the other, from behind its cursor. Shards that lie side by side are read with
 * one request. What was read may be dropped whenever the reader rests; it is then read again. Belongs to one thread,
 * but for {@link #drop}.
 */
final class ShardReader implements ShardMemory.Holder {

    private static final int MAX_SHARDS = 16;
    private static final int LINES_PER_SHARD = 128;

    private final FeedLane lane;
    private final LineSet wanted;
    private final InputFile input;
    private final LaneRepository lanes;
    private final ShardMemory memory;
    private final int readBytes;

    private int cursor;
    private @Nullable Chunk chunk;
    private int shard;
    private int position;
    private int nextNumber;

    private int start;
    private int length;

    /**
     * @param readBytes most bytes of a request, unless one shard is longer
     */
    ShardReader(
            FeedLane lane,
            int cursor,
            LineSet wanted,
            InputFile input,
            LaneRepository lanes,
            ShardMemory memory,
            int readBytes) {
        this.lane = lane;
        this.cursor = cursor;
        this.wanted = wanted;
        this.input = input;
        this.lanes = lanes;
        this.memory = memory;
        this.readBytes = readBytes;
    }

    private record Chunk(byte[] bytes, long base, List<Shard> shards) {}

    /**
     * Goes to the next line.
     *
     * @param room how many lines the caller will take, as far as it knows
     * @return false when the lane has no more
     */
    boolean next(int room) throws InterruptedException {
        while (true) {
            Chunk read = chunk;
            if (read == null || !memory.use(this)) {
                chunk = null;
                if (!load(room)) {
                    return false;
                }
            } else if (nextOf(read)) {
                return true;
            } else {
                cursor = Math.max(cursor, read.shards().getLast().lastLine());
                close();
            }
        }
    }

    /** Lets the bytes go when others need the room. */
    void rest() {
        memory.rest(this);
    }

    /** Gives the bytes back. */
    void close() {
        chunk = null;
        memory.release(this);
    }

    @Override
    public void drop() {
        chunk = null;
    }

    /** The array that holds the line. */
    byte[] bytes() {
        Chunk read = chunk;
        if (read == null) {
            throw new IllegalStateException("no line of " + lane.batch() + " is being read");
        }
        return read.bytes();
    }

    int start() {
        return start;
    }

    int length() {
        return length;
    }

    /** The number of the line. */
    int number() {
        return cursor;
    }

    /** Where a byte of the array stands in the file. */
    long offset(int index) {
        Chunk read = chunk;
        return read == null ? -1 : read.base() + index;
    }

    InputFile input() {
        return input;
    }

    private boolean load(int room) throws InterruptedException {
        int first = wanted.next(cursor);
        if (first < 0) {
            return false;
        }
        int limit = Math.min(MAX_SHARDS, 1 + room / LINES_PER_SHARD);
        List<Shard> next = lanes.shards(lane.batch(), lane.model(), first - 1, limit);
        if (next.isEmpty()) {
            return false;
        }
        long base = next.getFirst().byteOffset();
        int count = 1;
        while (count < next.size() && end(next.get(count)) - base <= readBytes) {
            count++;
        }
        List<Shard> run = next.subList(0, count);
        int bytes = Math.toIntExact(end(run.getLast()) - base);
        memory.reserve(this, bytes);
        try {
            chunk = new Chunk(input.read(base, bytes), base, List.copyOf(run));
        } catch (RuntimeException e) {
            close();
            throw e;
        }
        begin(0, run.getFirst(), base);
        return true;
    }

    private boolean nextOf(Chunk read) {
        while (true) {
            Shard current = read.shards().get(shard);
            int shardEnd = (int) (end(current) - read.base());
            while (nextNumber <= current.lastLine()) {
                int lineEnd = LineReader.endOfLine(read.bytes(), position, shardEnd);
                int number = nextNumber++;
                start = position;
                length = lineEnd - position;
                position = Math.min(shardEnd, lineEnd + 1);
                if (number > cursor && current.holds(number) && wanted.next(number - 1) == number) {
                    cursor = number;
                    return true;
                }
            }
            if (shard + 1 == read.shards().size()) {
                return false;
            }
            begin(shard + 1, read.shards().get(shard + 1), read.base());
        }
    }

    private void begin(int index, Shard next, long base) {
        shard = index;
        position = (int) (next.byteOffset() - base);
        nextNumber = next.firstLine();
    }

    private static long end(Shard shard) {
        return shard.byteOffset() + shard.byteLength();
    }
}

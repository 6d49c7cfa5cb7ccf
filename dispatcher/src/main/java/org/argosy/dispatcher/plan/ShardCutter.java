package org.argosy.dispatcher.plan;

import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.argosy.storage.Lane;
import org.argosy.storage.Shard;
import org.jspecify.annotations.Nullable;

/**
 * Cuts the valid lines of a file into shards: consecutive lines of one model, bounded in number and in the length of the
 * range that holds them, so that a reader needs one small read for each. One shard is open for each model. Not
 * thread-safe.
 */
final class ShardCutter {

    private final int maxLines;
    private final int maxBytes;
    private final Consumer<Shard> sink;
    private final Map<String, Cut> cuts = new LinkedHashMap<>();
    private int nextOrdinal;

    /**
     * @param maxBytes longest range of a shard, unless a single line is longer
     * @param sink takes each shard once its last line is known
     */
    ShardCutter(int maxLines, int maxBytes, Consumer<Shard> sink) {
        this.maxLines = maxLines;
        this.maxBytes = maxBytes;
        this.sink = sink;
    }

    /**
     * Adds a line; lines come in the order of the file.
     *
     * @param offset where the line starts in the file
     * @param endOffset where the next one starts
     */
    void add(String model, int line, long offset, long endOffset, long tokens) {
        Cut cut = cuts.computeIfAbsent(model, Cut::new);
        if (cut.lines == maxLines || (cut.lines > 0 && endOffset - cut.offset > maxBytes)) {
            cut.emit();
        }
        cut.add(line, offset, endOffset, tokens);
    }

    /** Ends the shards that are still open: the file is at its end. */
    void finish() {
        cuts.values().forEach(Cut::emit);
    }

    /** The lines of each model so far. */
    List<Lane> lanes() {
        return cuts.values().stream()
                .map(cut -> new Lane(cut.model, cut.laneLines, cut.laneTokens))
                .toList();
    }

    private final class Cut {

        private final String model;
        private int laneLines;
        private long laneTokens;

        private int lines;
        private int firstLine;
        private int lastLine;
        private long offset;
        private long endOffset;
        private long tokens;
        private @Nullable BitSet members;

        Cut(String model) {
            this.model = model;
        }

        void add(int line, long start, long end, long lineTokens) {
            if (lines == 0) {
                firstLine = line;
                offset = start;
            } else if (line > lastLine + 1 && members == null) {
                members = new BitSet();
                members.set(0, lines);
            }
            if (members != null) {
                members.set(line - firstLine);
            }
            lines++;
            lastLine = line;
            endOffset = end;
            tokens += lineTokens;
            laneLines++;
            laneTokens += lineTokens;
        }

        void emit() {
            if (lines == 0) {
                return;
            }
            byte[] bits = members == null ? new byte[0] : members.toByteArray();
            int length = Math.toIntExact(endOffset - offset);
            sink.accept(new Shard(nextOrdinal++, model, firstLine, lastLine, lines, offset, length, tokens, bits));
            lines = 0;
            tokens = 0;
            members = null;
        }
    }
}

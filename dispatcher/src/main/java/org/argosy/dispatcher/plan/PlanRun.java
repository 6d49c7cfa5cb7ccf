package org.argosy.dispatcher.plan;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import org.argosy.storage.Lane;
import org.argosy.storage.Limits;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;

/** One pass over the input of a batch: checks its lines and cuts the valid ones into shards. Not thread-safe. */
final class PlanRun {

    private final BatchFiles files;
    private final Optional<RoaringBitmap> selection;
    private final Limits limits;
    private final LineChecker checker;
    private final CustomIds ids;
    private final ValidationErrors errors;
    private final ShardWriter shards;
    private final ShardCutter cutter;
    private final LineParser parser = new LineParser();
    private int requests;

    /** How far a file was read: to its end, as far as it matters, or until the batch was lost. */
    private enum Reading {
        READ,
        ENOUGH,
        LOST
    }

    /**
     * @param selection the lines to take; empty for all
     */
    PlanRun(
            BatchFiles files,
            Optional<RoaringBitmap> selection,
            Limits limits,
            PlannerSettings settings,
            LineChecker checker,
            CustomIds ids,
            ValidationErrors errors,
            ShardWriter shards) {
        this.files = files;
        this.selection = selection;
        this.limits = limits;
        this.checker = checker;
        this.ids = ids;
        this.errors = errors;
        this.shards = shards;
        this.cutter = new ShardCutter(settings.shardLines(), settings.shardBytes(), shards::add);
    }

    /**
     * Reads all of it.
     *
     * @return false when the batch was lost on the way
     */
    boolean run() throws InterruptedException {
        long lines = 0;
        for (BatchFiles.Part part : files.parts()) {
            if (files.parts().size() > 1) {
                errors.enter(part.file().id(), lines);
            }
            try (InputStream in =
                    files.content().open(part.offset(), part.file().bytes())) {
                LineReader reader = LineReader.following(in, limits.lineBytes(), part.offset(), lines);
                switch (run(reader)) {
                    case LOST -> {
                        return false;
                    }
                    case ENOUGH -> {
                        return true;
                    }
                    case READ -> lines = reader.number();
                }
            } catch (IOException e) {
                throw new UncheckedIOException("the input broke off", e);
            }
            cutter.finish();
        }
        if (requests == 0) {
            errors.addFile(
                    "empty_file",
                    "The input file is empty. Please ensure that the batch contains at least one request.");
        }
        return true;
    }

    List<Lane> lanes() {
        return cutter.lanes();
    }

    private Reading run(LineReader lines) throws IOException, InterruptedException {
        while (lines.next()) {
            if (!shards.keep()) {
                return Reading.LOST;
            }
            if (!lines.blank() && isSelected(lines.number()) && !take(lines)) {
                return Reading.ENOUGH;
            }
        }
        return Reading.READ;
    }

    private boolean isSelected(long number) {
        return selection.isEmpty() || selection.get().contains((int) number);
    }

    /** Takes a line; false when nothing after it matters any more. */
    private boolean take(LineReader line) throws IOException {
        if (requests == limits.batchLines() || line.number() > Integer.MAX_VALUE) {
            errors.addFile(
                    "too_many_tasks",
                    "The number of requests in the input file exceeds the maximum allowed value of %,d."
                            .formatted(limits.batchLines()));
            return false;
        }
        requests++;
        int number = (int) line.number();
        if (line.tooLong()) {
            checker.tooLong(number);
            return true;
        }
        if (!checker.isObject(parser.parse(line.buffer(), line.start(), line.length()), number)) {
            return true;
        }
        String id = checker.customId(parser, number);
        boolean unique = id != null && isUnique(id, line);
        String model = checker.model(parser, number);
        if (unique && model != null && errors.none()) {
            cutter.add(model, number, line.offset(), line.endOffset(), parser.estimatedTokens());
        }
        return true;
    }

    private boolean isUnique(String id, LineReader line) throws IOException {
        long suspect = ids.add(id, line.offset());
        if (suspect == CustomIds.NEW) {
            return true;
        }
        // Once the list is full the error is only counted, which is not worth a read.
        if (errors.full() || id.equals(customIdAt(suspect))) {
            checker.duplicateId(id, line.number());
            return false;
        }
        return true;
    }

    private @Nullable String customIdAt(long offset) throws IOException {
        try (InputStream in = files.content().open(offset, files.at(offset).end() - offset)) {
            LineReader reader = new LineReader(in, limits.lineBytes(), offset, 1);
            LineParser earlier = new LineParser();
            if (reader.next()) {
                earlier.parse(reader.buffer(), reader.start(), reader.length());
            }
            return earlier.customId().text();
        }
    }
}

package org.argosy.dispatcher.plan;

import java.util.ArrayList;
import java.util.List;
import org.argosy.storage.Segment;
import org.argosy.storage.StoredFile;
import org.argosy.storage.db.FileRepository;
import org.argosy.storage.objects.ObjectStore;

/**
 * The input files of a batch as one sequence of bytes. A line ends where its file ends, so no line and no shard lies in
 * two of them. Immutable.
 *
 * @param content the bytes of all of them
 */
record BatchFiles(List<Part> parts, InputFile content) {

    /**
     * One of the files.
     *
     * @param offset where its first byte stands among the bytes of all
     */
    record Part(StoredFile file, long offset) {

        /** Where the byte behind its last one stands. */
        long end() {
            return offset + file.bytes();
        }
    }

    static BatchFiles of(List<StoredFile> files, FileRepository repository, ObjectStore store) {
        List<Part> parts = new ArrayList<>();
        List<Segment> segments = new ArrayList<>();
        long offset = 0;
        for (StoredFile file : files) {
            Part part = new Part(file, offset);
            parts.add(part);
            segments.addAll(repository.segments(file.id()));
            offset = part.end();
        }
        return new BatchFiles(List.copyOf(parts), new InputFile(store, segments));
    }

    long bytes() {
        return parts.getLast().end();
    }

    /** The file that has this byte. */
    Part at(long offset) {
        return parts.stream()
                .filter(part -> offset < part.end())
                .findFirst()
                .orElseThrow(() -> new IndexOutOfBoundsException("byte " + offset + " of " + bytes()));
    }
}

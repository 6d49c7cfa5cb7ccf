package org.argosy.api.files;

import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.argosy.storage.Segment;
import org.argosy.storage.StoredFile;
import org.argosy.storage.db.FileRepository;
import org.argosy.storage.objects.ObjectStore;

/**
 * Reads a file's content: its segments one after the other, each opened only when its turn comes. Safe for use by any
 * number of threads; the streams it opens are not.
 */
public final class FileContent {

    private final FileRepository files;
    private final ObjectStore objects;

    public FileContent(FileRepository files, ObjectStore objects) {
        this.files = files;
        this.objects = objects;
    }

    /**
     * A stream of {@code length} bytes from {@code offset}, both within the file. The first segment is opened at once, so
     * that a store that is away shows before anything is promised to the reader.
     */
    public InputStream open(StoredFile file, long offset, long length) throws IOException {
        return open(file.id().value(), files.segments(file.id()), offset, length);
    }

    /**
     * A stream of {@code length} bytes from {@code offset} of what these segments hold.
     *
     * @param name of what they are, for errors
     */
    public InputStream open(String name, List<Segment> segments, long offset, long length) throws IOException {
        List<SegmentStream> parts = parts(name, segments, offset, length);
        if (parts.isEmpty()) {
            return InputStream.nullInputStream();
        }
        parts.getFirst().open();
        return new SequenceInputStream(Collections.enumeration(parts));
    }

    /** {@link #open(String, List, long, long)} without opening anything before it is read. */
    public InputStream lazily(String name, List<Segment> segments, long offset, long length) throws IOException {
        return new SequenceInputStream(Collections.enumeration(parts(name, segments, offset, length)));
    }

    private List<SegmentStream> parts(String name, List<Segment> segments, long offset, long length)
            throws IOException {
        List<SegmentStream> parts = new ArrayList<>();
        long start = 0;
        long end = offset + length;
        for (Segment segment : segments) {
            long from = Math.max(offset, start);
            long to = Math.min(end, start + segment.bytes());
            if (from < to) {
                parts.add(new SegmentStream(objects, segment.objectKey(), from - start, to - from));
            }
            start += segment.bytes();
        }
        if (start < end) {
            throw new IOException(name + " should have at least " + end + " bytes, its segments have " + start);
        }
        return parts;
    }
}

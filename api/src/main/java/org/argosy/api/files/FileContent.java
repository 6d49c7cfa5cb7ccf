package org.argosy.api.files;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.argosy.storage.Segment;
import org.argosy.storage.StoredFile;
import org.argosy.storage.db.FileRepository;
import org.argosy.storage.objects.ObjectStore;

/**
 * Reads a file's content: its segments one after the other, in pieces that are fetched when their turn comes. Safe for
 * use by any number of threads; the streams it opens are not.
 */
public final class FileContent {

    /** Largest piece of a content, of which a stream holds two. */
    private static final int PIECE_BYTES = 1 << 18;

    /** The same where lines are picked from three contents at a time. */
    private static final int LINES_PIECE_BYTES = 1 << 17;

    private final FileRepository files;
    private final ObjectStore objects;

    public FileContent(FileRepository files, ObjectStore objects) {
        this.files = files;
        this.objects = objects;
    }

    /**
     * A stream of {@code length} bytes from {@code offset}, both within the file. The first piece is fetched at once, so
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
        PieceStream stream = stream(name, segments, offset, length, PIECE_BYTES);
        stream.fill();
        return stream;
    }

    /** {@link #open(String, List, long, long)} in smaller pieces, none of which is fetched before it is read. */
    public InputStream lazily(String name, List<Segment> segments, long offset, long length) throws IOException {
        return stream(name, segments, offset, length, LINES_PIECE_BYTES);
    }

    private PieceStream stream(String name, List<Segment> segments, long offset, long length, int largest)
            throws IOException {
        return new PieceStream(objects, new Pieces(name, segments, offset, length, largest));
    }
}

package org.argosy.dispatcher.plan;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.argosy.storage.Segment;
import org.argosy.storage.objects.ChainedStream;
import org.argosy.storage.objects.ObjectStore;

/**
 * The bytes of a file, wherever its segments are. Methods block and throw what {@link ObjectStore} throws. Safe for use
 * by any number of threads.
 */
public final class InputFile {

    private final ObjectStore store;
    private final List<Segment> segments;

    /**
     * @param segments the file's segments, in order
     */
    public InputFile(ObjectStore store, List<Segment> segments) {
        this.store = store;
        this.segments = List.copyOf(segments);
    }

    /** A range of one object. */
    public record Place(String objectKey, long offset, long length) {}

    /** A stream of {@code length} bytes from {@code offset}, fewer where the file ends. The caller closes it. */
    public InputStream open(long offset, long length) {
        return new ChainedStream(places(offset, length).stream().map(this::open).iterator());
    }

    /** A range that fits in memory, whole. */
    public byte[] read(long offset, int length) {
        Optional<Place> place = place(offset, length);
        if (place.isPresent()) {
            return store.readFully(place.get().objectKey(), place.get().offset(), length);
        }
        try (InputStream in = open(offset, length)) {
            return in.readNBytes(length);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + length + " bytes of an input from byte " + offset, e);
        }
    }

    /** The one object that holds the whole range, if one does. */
    public Optional<Place> place(long offset, int length) {
        List<Place> places = places(offset, length);
        return places.size() == 1 && places.getFirst().length() == length
                ? Optional.of(places.getFirst())
                : Optional.empty();
    }

    private Supplier<InputStream> open(Place place) {
        return () -> store.read(place.objectKey(), place.offset(), place.length());
    }

    private List<Place> places(long offset, long length) {
        List<Place> places = new ArrayList<>(1);
        long start = 0;
        for (Segment segment : segments) {
            long from = Math.max(offset, start);
            long to = Math.min(offset + length, start + segment.bytes());
            if (from < to) {
                places.add(new Place(segment.objectKey(), from - start, to - from));
            }
            start += segment.bytes();
        }
        return places;
    }
}

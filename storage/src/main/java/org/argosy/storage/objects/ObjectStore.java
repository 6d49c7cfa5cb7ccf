package org.argosy.storage.objects;

import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;

/**
 * A bucket of immutable objects. Methods block, and throw {@link ObjectStoreException} when the store cannot be reached
 * or refuses; that may heal with time. A put is atomic: an object is there whole or not at all, and once a put has
 * returned every reader sees it. Safe for use by any number of threads.
 */
public interface ObjectStore {

    /**
     * Stores everything the stream gives, whose length nobody knows, holding no more than one part of it in memory.
     * Closes nothing. An exception of the stream ends the put, leaves no object and is thrown unchanged when unchecked,
     * else as the cause of an {@link java.io.UncheckedIOException}.
     *
     * @return bytes stored
     */
    long put(String key, InputStream content);

    /** Stores these bytes, replacing what was there. */
    void put(String key, byte[] content);

    /**
     * A stream of {@code length} bytes from {@code offset}. The caller closes it, which drops the connection when bytes
     * are left.
     *
     * @throws ObjectNotFoundException when there is no such object
     */
    InputStream read(String key, long offset, long length);

    /** {@link #read} of a range that fits in memory, whole. */
    byte[] readFully(String key, long offset, int length);

    /** Objects whose key starts with the prefix, in key order, fetched as the iterator advances. */
    Iterator<StoredObject> list(String prefix);

    /** Deletes objects; one that is not there is no error. */
    void delete(List<String> keys);

    /** A URL with which anybody can read the object until it lapses. */
    String presign(String key, Duration lifetime);

    /** An object in a listing. */
    record StoredObject(String key, long bytes, Instant lastModified) {}
}

package org.argosy.storage.objects;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.argosy.storage.BatchId;
import org.argosy.storage.FileId;
import org.argosy.storage.Ids;
import org.argosy.storage.UploadId;

/** The layout of the bucket. Every key is new: objects are never written twice. */
public final class ObjectKeys {

    /** Files that clients uploaded. */
    public static final String FILES = "files/";

    /** Segments of output and error files. */
    public static final String SEGMENTS = "segments/";

    /** Large answers on their way from a worker to the collector, in folders by day. */
    public static final String BODIES = "bodies/";

    private static final DateTimeFormatter DAY = DateTimeFormatter.ISO_LOCAL_DATE.withZone(ZoneOffset.UTC);

    private ObjectKeys() {}

    public static String file(FileId file) {
        return FILES + file;
    }

    /** A part of an upload, which may become a segment of a file. */
    public static String part(UploadId upload, String part) {
        return FILES + upload + "/" + part;
    }

    public static String segment(BatchId batch) {
        return SEGMENTS + batch + "/" + Ids.withPrefix("seg_");
    }

    public static String body(BatchId batch, Instant now) {
        return body(batch.value(), now);
    }

    /** {@link #body(BatchId, Instant)} for workers, who know of a batch no more than its name. */
    public static String body(String batch, Instant now) {
        return BODIES + DAY.format(now) + "/" + batch + "/" + Ids.withPrefix("body_");
    }

    /** A new key for a segment that takes the place of others of its batch. */
    public static String mergedSegment(String replacedKey) {
        return replacedKey.substring(0, replacedKey.lastIndexOf('/') + 1) + Ids.withPrefix("seg_");
    }

    /** The first key, in key order, of bodies that were stored on the day of that moment or later. */
    public static String bodiesFrom(Instant moment) {
        return BODIES + DAY.format(moment) + "/";
    }
}

package org.argosy.storage;

import com.github.f4b6a3.uuid.UuidCreator;
import java.util.UUID;

/**
 * Makes ids: a prefix that tells what is named, then 32 hexadecimal digits of a UUIDv7, so that ids sort by the time they
 * were made. Safe for use by any number of threads.
 */
public final class Ids {

    private Ids() {}

    public static TenantId tenant() {
        return new TenantId("tenant_" + next());
    }

    public static FileId file() {
        return new FileId("file-" + next());
    }

    public static BatchId batch() {
        return new BatchId("batch_" + next());
    }

    public static UploadId upload() {
        return new UploadId("upload_" + next());
    }

    /** A new id with any other prefix, for example {@code req_}. */
    public static String withPrefix(String prefix) {
        return prefix + next();
    }

    private static String next() {
        UUID id = UuidCreator.getTimeOrderedEpoch();
        return id.toString().replace("-", "");
    }
}

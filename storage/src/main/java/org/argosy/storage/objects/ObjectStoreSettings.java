package org.argosy.storage.objects;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.time.Duration;

/**
 * How to reach a bucket of an S3 store and how much to spend on it.
 *
 * @param endpoint scheme, host and port
 * @param region that requests are signed for
 * @param bucket must exist
 * @param secretKey never logged
 * @param partBytes size of a part of a large upload, at least 5 MiB; each upload of unknown length holds one part in
 *     memory, and no object can be larger than 10,000 parts
 * @param connectTimeout limit of connecting
 * @param ioTimeout limit of the silence while a request is written or a response is read
 * @param maxConnections requests that may be open at once; more wait
 */
public record ObjectStoreSettings(
        URI endpoint,
        String region,
        String bucket,
        String accessKey,
        String secretKey,
        int partBytes,
        Duration connectTimeout,
        Duration ioTimeout,
        int maxConnections) {

    /** The region of stores that have none. */
    public static final String DEFAULT_REGION = "us-east-1";

    private static final int MIN_PART_BYTES = 5 << 20;
    private static final int DEFAULT_PART_BYTES = 8 << 20;

    public ObjectStoreSettings {
        requireNonNull(endpoint, "endpoint");
        requireNonNull(region, "region");
        requireNonNull(bucket, "bucket");
        requireNonNull(accessKey, "accessKey");
        requireNonNull(secretKey, "secretKey");
        if (endpoint.getHost() == null) {
            throw new IllegalArgumentException(
                    "object store endpoint " + endpoint + " has no host; write http(s)://host");
        }
        if (partBytes < MIN_PART_BYTES) {
            throw new IllegalArgumentException("part size " + partBytes + " is below S3's minimum of 5 MiB");
        }
        if (!connectTimeout.isPositive() || !ioTimeout.isPositive() || maxConnections < 1) {
            throw new IllegalArgumentException("timeouts and connections of the object store must be positive");
        }
    }

    /** The defaults: parts of 8 MiB, 5 s to connect, 60 s of silence, 64 connections. */
    public static ObjectStoreSettings of(URI endpoint, String bucket, String accessKey, String secretKey) {
        return new ObjectStoreSettings(
                endpoint,
                DEFAULT_REGION,
                bucket,
                accessKey,
                secretKey,
                DEFAULT_PART_BYTES,
                Duration.ofSeconds(5),
                Duration.ofSeconds(60),
                64);
    }

    @Override
    public String toString() {
        return "ObjectStoreSettings[endpoint=" + endpoint + ", region=" + region + ", bucket=" + bucket + ", partBytes="
                + partBytes + ", connectTimeout=" + connectTimeout + ", ioTimeout=" + ioTimeout + ", maxConnections="
                + maxConnections + "]";
    }
}

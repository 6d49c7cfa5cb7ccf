package org.argosy.ops.standalone.config;

import static org.argosy.ops.standalone.config.SettingException.check;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * Which S3 store to use: the embedded one when there is no endpoint.
 *
 * @param endpoint for example {@code https://s3.example.org}
 * @param bucket must exist
 * @param region {@code us-east-1} unless the store says otherwise
 * @param accessKey of a user that may read, write, list and delete in the bucket
 * @param secretKey of that user
 * @param partSize of a large upload, 5 MiB or more
 * @param connectTimeout for a connection
 * @param ioTimeout without a byte sent or received
 * @param maxConnections requests open at once
 */
public record ObjectSettings(
        Optional<URI> endpoint,
        Optional<String> bucket,
        Optional<String> region,
        Optional<String> accessKey,
        Optional<String> secretKey,
        Optional<DataSize> partSize,
        Optional<Duration> connectTimeout,
        Optional<Duration> ioTimeout,
        Optional<Integer> maxConnections) {

    private static final long MIN_PART = 5L << 20;
    private static final long MAX_PART = 1L << 30;

    public ObjectSettings {
        check(
                partSize.filter(size -> size.bytes() < MIN_PART || size.bytes() > MAX_PART)
                        .isEmpty(),
                "part-size",
                "must be from 5MiB to 1GiB");
        check(connectTimeout.filter(t -> !t.isPositive()).isEmpty(), "connect-timeout", "must be positive");
        check(ioTimeout.filter(t -> !t.isPositive()).isEmpty(), "io-timeout", "must be positive");
        check(maxConnections.filter(n -> n < 1).isEmpty(), "max-connections", "must be at least 1");
        if (endpoint.isPresent()) {
            check(bucket.isPresent(), "bucket", "is missing");
            check(accessKey.isPresent(), "access-key", "is missing; ARGOSY_OBJECTS_ACCESS_KEY can also set it");
            check(secretKey.isPresent(), "secret-key", "is missing; ARGOSY_OBJECTS_SECRET_KEY can also set it");
        } else {
            boolean anything = bucket.isPresent()
                    || region.isPresent()
                    || accessKey.isPresent()
                    || secretKey.isPresent()
                    || partSize.isPresent()
                    || connectTimeout.isPresent()
                    || ioTimeout.isPresent()
                    || maxConnections.isPresent();
            check(!anything, "endpoint", "is missing; without it Argosy uses its embedded store, which takes no keys");
        }
    }

    /** Whether Argosy runs its own store. */
    public boolean embedded() {
        return endpoint.isEmpty();
    }

    /** Keeps the keys out of logs. */
    @Override
    public String toString() {
        return "ObjectSettings[endpoint=" + endpoint + ", bucket=" + bucket + "]";
    }
}

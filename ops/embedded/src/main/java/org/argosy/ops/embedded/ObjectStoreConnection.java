package org.argosy.ops.embedded;

import java.net.URI;

/**
 * How to reach one bucket of an S3 server, path style and signed with SigV4.
 *
 * @param endpoint scheme, host and port
 * @param accessKey public half of the credential
 * @param secretKey secret half; never log it
 * @param bucket exists already
 */
public record ObjectStoreConnection(URI endpoint, String accessKey, String secretKey, String bucket) {

    /** The same server and credential, another bucket. */
    public ObjectStoreConnection withBucket(String name) {
        return new ObjectStoreConnection(endpoint, accessKey, secretKey, name);
    }

    @Override
    public String toString() {
        return "ObjectStoreConnection[endpoint=" + endpoint + ", bucket=" + bucket + "]";
    }
}

package org.argosy.ops.embedded;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;
import org.jspecify.annotations.Nullable;

/**
 * An S3 server in this JVM that keeps objects as files, on a loopback port that was free when it first started.
 * Requests must be signed with SigV4 by the one credential, which is made at the first start and kept.
 *
 * <p>A request whose signature covers the body's digest is held in memory until the digest is checked: clients
 * should upload in parts of a few MiB. Bodies above 32 MiB are refused.
 *
 * <p>Thread-safe. All methods but {@link #connection()} block while the server starts or stops.
 */
public final class EmbeddedObjectStore implements AutoCloseable {

    /** Made at the first start. */
    public static final String BUCKET = "argosy";

    private static final int MAX_THREADS = 48;
    private static final long MAX_SIGNED_BODY = 32L << 20;
    private static final long STOP_TIMEOUT_MILLIS = 0;

    private final Path objects;
    private final Durability durability;
    private final String accessKey;
    private final String secretKey;
    private int port;
    private @Nullable S3Proxy server;

    private EmbeddedObjectStore(Path directory, Durability durability) throws IOException {
        PrivateFiles.createDirectories(directory);
        this.objects = directory.toRealPath().resolve("objects");
        this.durability = durability;
        this.accessKey = PrivateFiles.secret(directory.resolve("access-key"), 10);
        this.secretKey = PrivateFiles.secret(directory.resolve("secret-key"), 20);
        PrivateFiles.createDirectories(objects.resolve(BUCKET));
    }

    /** Starts a server whose objects are on disk once they are acknowledged. */
    public static EmbeddedObjectStore start(Path directory) {
        return start(directory, Durability.FORCED);
    }

    /**
     * Starts a server on this directory, which is made when it is missing.
     *
     * @throws EmbeddedServiceException when it does not start
     */
    public static EmbeddedObjectStore start(Path directory, Durability durability) {
        try {
            EmbeddedObjectStore store = new EmbeddedObjectStore(directory, durability);
            store.start();
            return store;
        } catch (IOException e) {
            throw new EmbeddedServiceException("The embedded S3 server cannot use the directory " + directory, e);
        }
    }

    /** The bucket {@value #BUCKET}. */
    public synchronized ObjectStoreConnection connection() {
        return new ObjectStoreConnection(URI.create("http://127.0.0.1:" + port), accessKey, secretKey, BUCKET);
    }

    /** Makes a bucket of this name, a plain lower-case S3 name, unless it exists, and says how to reach it. */
    public ObjectStoreConnection createBucket(String name) {
        if (!name.matches("[a-z0-9][a-z0-9-]{1,61}[a-z0-9]")) {
            throw new IllegalArgumentException("Not a plain lower-case bucket name: " + name);
        }
        try {
            Files.createDirectories(objects.resolve(name));
        } catch (IOException e) {
            throw new EmbeddedServiceException("The bucket " + name + " could not be created in " + objects, e);
        }
        return connection().withBucket(name);
    }

    /** Starts it again after {@link #stop()}, on the port it had; does nothing when it runs. */
    public synchronized void start() {
        if (server != null) {
            return;
        }
        try {
            AbandonedUploads.sweep(objects);
            S3Proxy candidate = S3Proxy.builder()
                    .blobStore(blobStore())
                    .endpoint(URI.create("http://127.0.0.1:" + port))
                    .awsAuthentication(AuthenticationType.AWS_V4, accessKey, secretKey)
                    .v4MaxNonChunkedRequestSize(MAX_SIGNED_BODY)
                    .jettyMaxThreads(MAX_THREADS)
                    .stopTimeout(STOP_TIMEOUT_MILLIS)
                    .build();
            candidate.start();
            port = candidate.getPort();
            server = candidate;
        } catch (Exception e) {
            throw new EmbeddedServiceException("The embedded S3 server did not start on " + objects, e);
        }
    }

    private BlobStore blobStore() {
        BlobStore files = new SteadyBlobStore(new FilesystemNio2BlobStore(objects.toString()));
        return durability == Durability.FORCED ? new ForcedBlobStore(files, objects) : files;
    }

    /** Stops it; the port stays reserved in this object for the next start. */
    public synchronized void stop() {
        if (server == null) {
            return;
        }
        try {
            server.stop();
            server = null;
        } catch (Exception e) {
            throw new EmbeddedServiceException("The embedded S3 server on " + objects + " could not be stopped", e);
        }
    }

    public synchronized void restart() {
        stop();
        start();
    }

    @Override
    public void close() {
        stop();
    }
}

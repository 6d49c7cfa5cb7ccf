package org.argosy.storage.objects;

import io.minio.DeleteObjectsArgs;
import io.minio.GetObjectArgs;
import io.minio.GetObjectResponse;
import io.minio.GetPresignedObjectUrlArgs;
import io.minio.Http;
import io.minio.MinioAsyncClient;
import io.minio.PutObjectArgs;
import io.minio.StatObjectArgs;
import io.minio.errors.MinioException;
import io.minio.messages.DeleteRequest;
import io.minio.messages.DeleteResult;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import okhttp3.ConnectionPool;
import okhttp3.ConnectionSpec;
import okhttp3.Dispatcher;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;

/**
 * Any S3 store, by minio's client: path-style addresses, SigV4, parts, ranges. A refusal that may pass (429, 5xx) is
 * tried again within the call a few times, over a second or two.
 */
public final class S3ObjectStore implements ObjectStore, AutoCloseable {

    private static final int DELETE_AT_ONCE = 1_000;
    private static final Duration IDLE_CONNECTION = Duration.ofMinutes(1);

    private final ObjectStoreSettings settings;
    private final MinioAsyncClient client;

    public S3ObjectStore(ObjectStoreSettings settings) {
        this.settings = settings;
        this.client = MinioAsyncClient.builder()
                .endpoint(settings.endpoint().toString())
                .region(settings.region())
                .credentials(settings.accessKey(), settings.secretKey())
                .httpClient(httpClient(settings), true)
                .build();
        client.disableVirtualStyleEndpoint();
    }

    private static OkHttpClient httpClient(ObjectStoreSettings settings) {
        Dispatcher dispatcher = new Dispatcher(Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("object-store-", 0).factory()));
        dispatcher.setMaxRequests(settings.maxConnections());
        dispatcher.setMaxRequestsPerHost(settings.maxConnections());
        OkHttpClient.Builder client = new OkHttpClient.Builder()
                .dispatcher(dispatcher)
                .connectionPool(
                        new ConnectionPool(settings.maxConnections(), IDLE_CONNECTION.toSeconds(), TimeUnit.SECONDS))
                .protocols(List.of(Protocol.HTTP_1_1))
                .connectTimeout(settings.connectTimeout())
                .readTimeout(settings.ioTimeout())
                .writeTimeout(settings.ioTimeout())
                .addInterceptor(new Http.StatusRetryInterceptor());
        if ("http".equals(settings.endpoint().getScheme())) {
            // Without TLS the client need not read the trust store, which takes most of a second.
            return client.connectionSpecs(List.of(ConnectionSpec.CLEARTEXT)).build();
        }
        try {
            return Http.enableExternalCertificatesFromEnv(client.build());
        } catch (MinioException e) {
            throw new IllegalArgumentException("SSL_CERT_FILE or SSL_CERT_DIR names no usable certificates", e);
        }
    }

    @Override
    public long put(String key, InputStream content) {
        PartReader parts = new PartReader(content, settings.partBytes());
        if (!parts.next()) {
            put(key, parts.buffer(), parts.length());
            return parts.length();
        }
        MultipartUpload upload = MultipartUpload.start(client, settings.bucket(), key);
        try {
            long bytes = 0;
            boolean more = true;
            while (more) {
                upload.add(parts.buffer(), parts.length());
                bytes += parts.length();
                more = parts.length() == settings.partBytes() && (parts.next() || parts.length() > 0);
            }
            upload.complete();
            return bytes;
        } catch (RuntimeException e) {
            upload.abort(e);
            throw e;
        }
    }

    @Override
    public void put(String key, byte[] content) {
        put(key, content, content.length);
    }

    private void put(String key, byte[] buffer, int length) {
        var args = PutObjectArgs.builder()
                .bucket(settings.bucket())
                .object(key)
                .data(buffer, length)
                .build();
        S3Calls.await(client.putObject(args), "store", key);
    }

    @Override
    public InputStream read(String key, long offset, long length) {
        if (offset < 0 || length < 0) {
            throw new IllegalArgumentException("negative range of " + key);
        }
        if (length == 0) {
            requireObject(key);
            return InputStream.nullInputStream();
        }
        var args = GetObjectArgs.builder()
                .bucket(settings.bucket())
                .object(key)
                .offset(offset)
                .length(length)
                .build();
        GetObjectResponse response = S3Calls.await(client.getObject(args), "read", key);
        String answered = response.headers().get("Content-Length");
        if (answered != null && Long.parseLong(answered) != length) {
            IOException wrong = new IOException("asked for " + length + " bytes, answered " + answered);
            close(response, wrong);
            throw S3Calls.failure(wrong, "read " + length + " bytes from " + offset + " of", key);
        }
        return response;
    }

    @Override
    public byte[] readFully(String key, long offset, int length) {
        try (InputStream in = read(key, offset, length)) {
            byte[] bytes = new byte[length];
            int read = in.readNBytes(bytes, 0, length);
            if (read < length) {
                throw new IOException("it ended after " + read + " of " + length + " bytes");
            }
            return bytes;
        } catch (IOException e) {
            throw S3Calls.failure(e, "read", key);
        }
    }

    @Override
    public Iterator<StoredObject> list(String prefix) {
        return new Listing(client, settings.bucket(), prefix);
    }

    @Override
    public void delete(List<String> keys) {
        for (int from = 0; from < keys.size(); from += DELETE_AT_ONCE) {
            deleteSome(keys.subList(from, Math.min(from + DELETE_AT_ONCE, keys.size())));
        }
    }

    private void deleteSome(List<String> keys) {
        var args = DeleteObjectsArgs.builder()
                .bucket(settings.bucket())
                .objects(keys.stream().map(DeleteRequest.Object::new).toList())
                .quiet(true)
                .build();
        var response = S3Calls.await(client.deleteObjects(args), "delete objects beginning with", keys.getFirst());
        for (DeleteResult.Error error : response.result().errors()) {
            if (!"NoSuchKey".equals(error.code())) {
                throw S3Calls.failure(
                        new IOException(error.code() + ", " + error.message()), "delete", error.objectName());
            }
        }
    }

    @Override
    public String presign(String key, Duration lifetime) {
        var args = GetPresignedObjectUrlArgs.builder()
                .bucket(settings.bucket())
                .object(key)
                .method(Http.Method.GET)
                .expiry(Math.toIntExact(lifetime.toSeconds()))
                .build();
        try {
            return client.getPresignedObjectUrl(args);
        } catch (MinioException e) {
            throw S3Calls.failure(e, "sign a URL of", key);
        }
    }

    @Override
    public void close() {
        client.close();
    }

    private void requireObject(String key) {
        var args =
                StatObjectArgs.builder().bucket(settings.bucket()).object(key).build();
        S3Calls.await(client.statObject(args), "find", key);
    }

    private static void close(InputStream stream, IOException because) {
        try {
            stream.close();
        } catch (IOException e) {
            because.addSuppressed(e);
        }
    }
}

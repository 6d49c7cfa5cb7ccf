package org.argosy.storage.objects;

import io.minio.AbortMultipartUploadArgs;
import io.minio.Checksum;
import io.minio.CompleteMultipartUploadArgs;
import io.minio.CreateMultipartUploadArgs;
import io.minio.Http;
import io.minio.MinioAsyncClient;
import io.minio.UploadPartArgs;
import io.minio.errors.MinioException;
import io.minio.messages.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * An object on its way into the store in parts. minio's own upload of a stream reads it on the HTTP client's threads,
 * where a slow client would hold up everybody else's calls; this one leaves the reading to the caller. Not thread-safe.
 */
final class MultipartUpload {

    private static final Checksum.Algorithm CHECKSUM = Checksum.Algorithm.CRC32C;

    private final MinioAsyncClient client;
    private final String bucket;
    private final String key;
    private final String uploadId;
    private final List<Part> parts = new ArrayList<>();

    private MultipartUpload(MinioAsyncClient client, String bucket, String key, String uploadId) {
        this.client = client;
        this.bucket = bucket;
        this.key = key;
        this.uploadId = uploadId;
    }

    static MultipartUpload start(MinioAsyncClient client, String bucket, String key) {
        var args = CreateMultipartUploadArgs.builder()
                .bucket(bucket)
                .object(key)
                .headers(new Http.Headers("x-amz-checksum-algorithm", CHECKSUM.toString()))
                .build();
        var started = S3Calls.await(client.createMultipartUpload(args), "start the upload of", key);
        return new MultipartUpload(client, bucket, key, started.result().uploadId());
    }

    void add(byte[] buffer, int length) {
        int number = parts.size() + 1;
        var args = UploadPartArgs.builder()
                .bucket(bucket)
                .object(key)
                .uploadId(uploadId)
                .partNumber(number)
                .data(buffer, length)
                .headers(checksum(buffer, length))
                .build();
        parts.add(S3Calls.await(client.uploadPart(args), "upload part " + number + " of", key)
                .part());
    }

    void complete() {
        var args = CompleteMultipartUploadArgs.builder()
                .bucket(bucket)
                .object(key)
                .uploadId(uploadId)
                .parts(parts.toArray(Part[]::new))
                .build();
        S3Calls.await(client.completeMultipartUpload(args), "complete the upload of", key);
    }

    /** Gives the upload up because of this failure, to which a failure to do so is added. */
    void abort(RuntimeException reason) {
        var args = AbortMultipartUploadArgs.builder()
                .bucket(bucket)
                .object(key)
                .uploadId(uploadId)
                .build();
        try {
            S3Calls.await(client.abortMultipartUpload(args), "abort the upload of", key);
        } catch (ObjectStoreException e) {
            reason.addSuppressed(e);
        }
    }

    private static Http.Headers checksum(byte[] buffer, int length) {
        try {
            Map<Checksum.Algorithm, Checksum.Hasher> hashers =
                    Checksum.newHasherMap(new Checksum.Algorithm[] {CHECKSUM});
            Checksum.update(hashers, buffer, length);
            return Checksum.makeHeaders(hashers, false, false);
        } catch (MinioException e) {
            throw new IllegalStateException("every JDK has CRC32C", e);
        }
    }
}

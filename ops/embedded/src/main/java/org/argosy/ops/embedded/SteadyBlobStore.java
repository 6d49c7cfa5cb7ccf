package org.argosy.ops.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.blobstore.ForwardingBlobStore;
import org.gaul.s3proxy.blobstore.domain.MultipartUpload;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/**
 * Hides that keys are files. Deleting the last object under a prefix also deletes its directory, and a write that
 * has just made that directory then finds it gone; nothing of its body has been read at that point, so it is tried
 * again.
 */
final class SteadyBlobStore extends ForwardingBlobStore {

    private static final int TRIES = 20;

    SteadyBlobStore(BlobStore files) {
        super(files);
    }

    @Override
    public PutObjectResponse putBlob(PutObjectRequest request, InputStream body) {
        Untouched untouched = new Untouched(body);
        return steadily(() -> super.putBlob(request, untouched), untouched::isIntact);
    }

    @Override
    public UploadPartResponse uploadMultipartPart(MultipartUpload upload, UploadPartRequest request, InputStream body) {
        Untouched untouched = new Untouched(body);
        return steadily(() -> super.uploadMultipartPart(upload, request, untouched), untouched::isIntact);
    }

    @Override
    public CompleteMultipartUploadResponse completeMultipartUpload(
            MultipartUpload upload, CompleteMultipartUploadRequest request) {
        return steadily(() -> super.completeMultipartUpload(upload, request), () -> true);
    }

    private static <T> T steadily(Supplier<T> write, BooleanSupplier repeatable) {
        for (int attempt = 1; ; attempt++) {
            try {
                return write.get();
            } catch (RuntimeException e) {
                if (attempt == TRIES || !(e.getCause() instanceof NoSuchFileException) || !repeatable.getAsBoolean()) {
                    throw e;
                }
            }
        }
    }

    /** Knows whether anybody has read from a body, and leaves closing it to whoever opened it. */
    private static final class Untouched extends InputStream {

        private final InputStream body;
        private boolean intact = true;

        Untouched(InputStream body) {
            this.body = body;
        }

        boolean isIntact() {
            return intact;
        }

        @Override
        public int read() throws IOException {
            intact = false;
            return body.read();
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            intact = false;
            return body.read(buffer, offset, length);
        }
    }
}

package org.argosy.ops.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.blobstore.ForwardingBlobStore;
import org.gaul.s3proxy.blobstore.domain.MultipartUpload;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.CopyObjectResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;

/**
 * Answers that an object is stored only when its file and the directories that name it are on disk, because the
 * database commits references to objects and must not outlive them in a power cut. Parts of an upload are not
 * forced: only the complete object counts.
 */
final class ForcedBlobStore extends ForwardingBlobStore {

    private final Path root;

    /**
     * @param files keeps the object {@code key} of {@code bucket} in the file {@code root/bucket/key}
     */
    ForcedBlobStore(BlobStore files, Path root) {
        super(files);
        this.root = root;
    }

    @Override
    public PutObjectResponse putBlob(PutObjectRequest request, InputStream body) {
        PutObjectResponse response = super.putBlob(request, body);
        force(request.bucket(), request.key());
        return response;
    }

    @Override
    public CompleteMultipartUploadResponse completeMultipartUpload(
            MultipartUpload upload, CompleteMultipartUploadRequest request) {
        CompleteMultipartUploadResponse response = super.completeMultipartUpload(upload, request);
        force(upload.containerName(), upload.blobName());
        return response;
    }

    @Override
    public CopyObjectResponse copyBlob(CopyObjectRequest request) {
        CopyObjectResponse response = super.copyBlob(request);
        force(request.destinationBucket(), request.destinationKey());
        return response;
    }

    private void force(String bucket, String key) {
        Path bucketDirectory = root.resolve(bucket);
        Path file = bucketDirectory.resolve(key).normalize();
        try {
            for (Path path = file; path != null && path.startsWith(bucketDirectory); path = path.getParent()) {
                PrivateFiles.sync(path);
            }
        } catch (NoSuchFileException _) {
            // Deleted again meanwhile: there is nothing left to keep.
            return;
        } catch (IOException e) {
            throw new UncheckedIOException("The object " + key + " could not be forced to disk", e);
        }
    }
}

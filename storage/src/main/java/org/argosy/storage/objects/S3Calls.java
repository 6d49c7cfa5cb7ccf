package org.argosy.storage.objects;

import io.minio.errors.ErrorResponseException;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** Waits for minio's futures and turns their failures into this package's exceptions. */
final class S3Calls {

    private static final Set<String> REFUSALS =
            Set.of("AccessDenied", "InvalidAccessKeyId", "SignatureDoesNotMatch", "InvalidBucketName");

    private S3Calls() {}

    /**
     * The result of a call.
     *
     * @param what the call in words, for the message of a failure
     * @param key the object that must exist for the call to succeed
     */
    static <T> T await(CompletableFuture<T> call, String what, String key) {
        try {
            return call.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            var _ = call.thenAccept(S3Calls::discard);
            throw new ObjectStoreException("interrupted while trying to " + what + " " + key, e);
        } catch (ExecutionException e) {
            throw failure(e.getCause() == null ? e : e.getCause(), what, key);
        }
    }

    static ObjectStoreException failure(Throwable cause, String what, String key) {
        String code = cause instanceof ErrorResponseException refused
                ? refused.errorResponse().code()
                : "";
        if ("NoSuchKey".equals(code)) {
            return new ObjectNotFoundException(key, cause);
        }
        String message = "could not " + what + " " + key + ": " + cause.getMessage();
        return code != null && REFUSALS.contains(code)
                ? new ObjectStoreRefusedException(message, cause)
                : new ObjectStoreException(message, cause);
    }

    private static void discard(Object result) {
        if (result instanceof AutoCloseable response) {
            try {
                response.close();
            } catch (Exception e) {
                // Nobody waits for the response any more.
            }
        }
    }
}

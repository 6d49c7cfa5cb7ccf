package org.argosy.api.http;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import org.argosy.api.error.ApiError;
import org.argosy.api.error.ApiException;
import org.argosy.api.error.Invalid;
import org.argosy.storage.CreateCall;
import org.argosy.storage.CreateResult;
import org.argosy.storage.TenantId;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;

/**
 * What headers say of a call that makes something: {@code Idempotency-Key} names it, and {@code x-stainless-retry-count},
 * which OpenAI's clients send, tells that it comes again.
 */
final class CreateCallReader {

    private static final String KEY = "Idempotency-Key";
    private static final String RETRY_COUNT = "x-stainless-retry-count";
    private static final int MAX_KEY = 255;

    private CreateCallReader() {}

    /** The call. What it asks for is not known yet when its body was not read. */
    static CreateCall read(HttpServletRequest request, TenantId tenant, String operation, String sha256) {
        String retries = request.getHeader(RETRY_COUNT);
        boolean resent = retries != null && retries.matches("[0-9]{0,8}[1-9][0-9]{0,8}");
        return new CreateCall(tenant, operation, key(request), sha256, resent);
    }

    private static Optional<String> key(HttpServletRequest request) {
        Optional<String> key = Optional.ofNullable(request.getHeader(KEY)).filter(k -> !k.isBlank());
        key.filter(k -> k.length() > MAX_KEY).ifPresent(k -> {
            throw Invalid.tooLong(KEY, MAX_KEY, k.length());
        });
        return key;
    }

    /** The response to a call. */
    static ResponseEntity<byte[]> answer(CreateResult result) {
        return switch (result) {
            case CreateResult.Made made ->
                ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON).body(WireJson.bytes(made.answer()));
            case CreateResult.Repeated repeated ->
                ResponseEntity.ok()
                        .contentType(MediaType.APPLICATION_JSON)
                        .header("Idempotent-Replayed", "true")
                        .body(WireJson.bytes(repeated.answer()));
            case CreateResult.KeyTaken _ -> throw new ApiException(new ApiError.KeyTaken());
        };
    }
}

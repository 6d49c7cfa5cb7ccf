package org.argosy.api.error;

import java.util.Map;
import java.util.Optional;

/**
 * Why a request was not served. Every error that a client can see is one of these; its parts are those of OpenAI's error
 * envelope, with the HTTP status and the headers that belong to it. Immutable.
 *
 * @see <a href="https://platform.openai.com/docs/guides/error-codes">Error codes</a>
 */
public sealed interface ApiError {

    int status();

    /** Says what, where and what to do. Shown to the client as it is. */
    String message();

    default String type() {
        return "invalid_request_error";
    }

    /** The request parameter that is at fault. */
    default Optional<String> param() {
        return Optional.empty();
    }

    default Optional<String> code() {
        return Optional.empty();
    }

    /** Headers that go with the status. */
    default Map<String, String> headers() {
        return Map.of();
    }

    /** The request says something that cannot be done. */
    record BadRequest(String message, Optional<String> param, Optional<String> code) implements ApiError {

        public BadRequest(String message) {
            this(message, Optional.empty(), Optional.empty());
        }

        @Override
        public int status() {
            return 400;
        }
    }

    /** No key, or none that is valid. */
    record Unauthorized(String message, Optional<String> code) implements ApiError {

        @Override
        public int status() {
            return 401;
        }

        @Override
        public Map<String, String> headers() {
            return Map.of("WWW-Authenticate", "Bearer");
        }
    }

    /** Nobody may do that here, or this key may not. */
    record Forbidden(String message, Optional<String> code) implements ApiError {

        public Forbidden(String message) {
            this(message, Optional.empty());
        }

        /** What only operators may do was asked for with a user's key. */
        public static Forbidden operatorsOnly() {
            return new Forbidden(
                    "You have insufficient permissions for this operation. It needs the key of an operator, as made by"
                            + " `argosy keys create --role operator`.",
                    Optional.of("insufficient_permissions"));
        }

        @Override
        public int status() {
            return 403;
        }
    }

    /** There is no such thing, or it is another tenant's. */
    record NotFound(String message, Optional<String> param, Optional<String> code) implements ApiError {

        public NotFound(String message) {
            this(message, Optional.empty(), Optional.empty());
        }

        @Override
        public int status() {
            return 404;
        }
    }

    /**
     * The path exists, the method does not.
     *
     * @param allowed the methods that do, as in the header {@code Allow}
     */
    record MethodNotAllowed(String message, String allowed) implements ApiError {

        @Override
        public int status() {
            return 405;
        }

        @Override
        public Map<String, String> headers() {
            return Map.of("Allow", allowed);
        }
    }

    /** The client was silent for too long in the middle of its request. */
    record RequestTimeout(String message) implements ApiError {

        @Override
        public int status() {
            return 408;
        }
    }

    /** The state of the thing forbids it. OpenAI's clients would try again unless told not to. */
    record Conflict(String message) implements ApiError {

        @Override
        public int status() {
            return 409;
        }

        @Override
        public Map<String, String> headers() {
            return Map.of("x-should-retry", "false");
        }
    }

    /** The key of this call names another one. */
    record KeyTaken() implements ApiError {

        @Override
        public int status() {
            return 422;
        }

        @Override
        public String message() {
            return "This Idempotency-Key was used for a request that asked for something else. Use a new key for each"
                    + " new request, and the same only to send the same again.";
        }

        @Override
        public Optional<String> param() {
            return Optional.of("Idempotency-Key");
        }

        @Override
        public Optional<String> code() {
            return Optional.of("idempotency_key_reused");
        }

        @Override
        public Map<String, String> headers() {
            return Map.of("x-should-retry", "false");
        }
    }

    /** The request is larger than a limit. */
    record TooLarge(String message) implements ApiError {

        @Override
        public int status() {
            return 413;
        }
    }

    /** The body has the wrong content type. */
    record UnsupportedMediaType(String message) implements ApiError {

        @Override
        public int status() {
            return 415;
        }

        @Override
        public Optional<String> code() {
            return Optional.of("unsupported_content_type");
        }
    }

    /**
     * The range begins behind the end.
     *
     * @param bytes length of the content
     */
    record RangeNotSatisfiable(long bytes) implements ApiError {

        @Override
        public int status() {
            return 416;
        }

        @Override
        public String message() {
            return "The requested range lies outside the file, which has " + bytes + " bytes.";
        }

        @Override
        public Map<String, String> headers() {
            return Map.of("Content-Range", "bytes */" + bytes);
        }
    }

    /**
     * A bound of the tenant leaves no room. OpenAI's clients would try again at once unless told not to.
     *
     * @param status 429 where time makes room, 413 where only deleting does
     * @param name of the bound, as the code and in metrics
     */
    record QuotaExceeded(int status, String message, String name) implements ApiError {

        @Override
        public String type() {
            return "insufficient_quota";
        }

        @Override
        public Optional<String> code() {
            return Optional.of(name + "_limit_exceeded");
        }

        @Override
        public Map<String, String> headers() {
            return Map.of("x-should-retry", "false");
        }
    }

    /**
     * The tenant sends more requests than it may.
     *
     * @param perSecond how many it may send
     * @param millis until the next may come
     */
    record RateLimited(double perSecond, long millis) implements ApiError {

        private static final int MILLIS = 1_000;

        @Override
        public int status() {
            return 429;
        }

        @Override
        public String message() {
            return "Rate limit reached for requests. Limit: " + perSecond + " / second. Please try again in " + millis
                    + "ms.";
        }

        @Override
        public String type() {
            return "requests";
        }

        @Override
        public Optional<String> code() {
            return Optional.of("rate_limit_exceeded");
        }

        @Override
        public Map<String, String> headers() {
            return Map.of(
                    "Retry-After",
                    Long.toString((millis + MILLIS - 1) / MILLIS),
                    "retry-after-ms",
                    Long.toString(millis));
        }
    }

    /** What the HTTP server itself refused, with a status of its choice. */
    record Refused(int status, String message) implements ApiError {

        @Override
        public String type() {
            return status < 500 ? "invalid_request_error" : "server_error";
        }
    }

    /**
     * The tenant watches as much as it may.
     *
     * @param limit streams that it may have open
     */
    record TooManyStreams(int limit) implements ApiError {

        @Override
        public int status() {
            return 429;
        }

        @Override
        public String message() {
            return "This project has " + limit + " streams of events open, which is the limit. Close some, or look at"
                    + " the batches now and then instead.";
        }

        @Override
        public Optional<String> code() {
            return Optional.of("rate_limit_exceeded");
        }

        @Override
        public Map<String, String> headers() {
            return Map.of("Retry-After", "5");
        }
    }

    /**
     * The tenant downloads as much at once as it may.
     *
     * @param limit downloads that it may have open
     */
    record TooManyDownloads(int limit) implements ApiError {

        @Override
        public int status() {
            return 429;
        }

        @Override
        public String message() {
            return "This project has " + limit + " downloads of files and results open, which is the limit. Try again"
                    + " when one of them has ended.";
        }

        @Override
        public Optional<String> code() {
            return Optional.of("rate_limit_exceeded");
        }

        @Override
        public Map<String, String> headers() {
            return Map.of("Retry-After", "1");
        }
    }

    /** Something that this server needs is away or busy; the same request may succeed soon. */
    record Unavailable(String message) implements ApiError {

        private static final String RETRY_AFTER_SECONDS = "1";

        @Override
        public int status() {
            return 503;
        }

        @Override
        public String type() {
            return "server_error";
        }

        @Override
        public Map<String, String> headers() {
            return Map.of("Retry-After", RETRY_AFTER_SECONDS);
        }
    }

    /** A fault of this server. What it was stands in the log, under the request's id. */
    record ServerFault() implements ApiError {

        @Override
        public int status() {
            return 500;
        }

        @Override
        public String message() {
            return "The server had an error while processing your request. Please try again, and give the operator the"
                    + " x-request-id of this response when it happens again.";
        }

        @Override
        public String type() {
            return "server_error";
        }
    }
}

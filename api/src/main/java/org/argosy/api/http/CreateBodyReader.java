package org.argosy.api.http;

import jakarta.servlet.http.HttpServletRequest;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import org.argosy.api.batches.CreateBody;
import org.argosy.api.batches.InlineRequests;
import org.argosy.api.batches.InlineRequests.Stored;
import org.argosy.api.error.ApiError;
import org.argosy.api.error.ApiException;
import org.argosy.api.files.LimitedStream;
import org.argosy.api.json.Fingerprint;
import tools.jackson.databind.JsonNode;

/**
 * Reads the body of a call that creates a batch. Requests in it go to the object store while they come, so that only the
 * rest is held.
 */
final class CreateBodyReader {

    private final JsonBody json;
    private final InlineRequests requests;
    private final int maxRequestBytes;

    /**
     * @param maxRequestBytes that the requests in a body may have together
     */
    CreateBodyReader(JsonBody json, InlineRequests requests, int maxRequestBytes) {
        this.json = json;
        this.requests = requests;
        this.maxRequestBytes = maxRequestBytes;
    }

    /**
     * What a body says.
     *
     * @param rest an empty array in the place of the requests
     * @param requests that are in the store; whoever refuses the call discards them
     */
    record Body(JsonNode rest, Optional<Stored> requests) {

        String fingerprint() {
            String said = Fingerprint.of(rest);
            return requests.map(r -> Fingerprint.of(List.of(said, r.sha256()))).orElse(said);
        }
    }

    Body read(HttpServletRequest request) throws IOException {
        CreateBody body = new CreateBody(
                new ClientStream(request.getInputStream()), json.maxBytes(), json::tooLarge, JsonBody::notJson);
        if (!body.findRequests()) {
            return new Body(json.read(request, body.rest()), Optional.empty());
        }
        JsonBody.requireJson(request.getContentType());
        Stored stored = requests.store(new LimitedStream(body.requests(), maxRequestBytes, this::tooLarge));
        try {
            return new Body(json.read(request, body.rest()), Optional.of(stored));
        } catch (RuntimeException e) {
            requests.discard(stored);
            throw e;
        }
    }

    private ApiException tooLarge() {
        return new ApiException(
                new ApiError.TooLarge("The requests in the body of your call are too large. They may have "
                        + maxRequestBytes + " bytes together; upload a file for more."));
    }

    /** Tells apart the client's failures from those of the store. */
    private static final class ClientStream extends FilterInputStream {

        ClientStream(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            try {
                return super.read();
            } catch (IOException e) {
                throw BrokenBody.of(e);
            }
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            try {
                return super.read(target, offset, length);
            } catch (IOException e) {
                throw BrokenBody.of(e);
            }
        }
    }
}

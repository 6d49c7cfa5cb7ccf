package org.argosy.dispatcher.webhooks;

import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.client.Result;
import org.eclipse.jetty.io.Content;
import org.jspecify.annotations.Nullable;

/** Takes an endpoint's answer: the status, and so much of the body as lets the connection be used again. */
final class Answer implements Response.Listener {

    private static final int BODY_LIMIT = 16 * 1024;

    private final CompletableFuture<Ended> end = new CompletableFuture<>();
    private volatile int status;
    private int bytes;

    @Override
    public void onHeaders(Response response) {
        status = response.getStatus();
    }

    @Override
    public void onContent(Response response, Content.Chunk chunk, Runnable demander) {
        bytes += chunk.remaining();
        if (bytes > BODY_LIMIT) {
            var _ = response.abort(new IllegalStateException("the answer is longer than it need be"));
        } else {
            demander.run();
        }
    }

    @Override
    public void onComplete(Result result) {
        end.complete(new Ended(status == 0 ? OptionalInt.empty() : OptionalInt.of(status), result.getFailure()));
    }

    /** Completes when there is an answer or will be none. */
    CompletableFuture<Ended> end() {
        return end;
    }

    /**
     * @param status empty when no answer began
     * @param failure what broke, before or within the answer
     */
    record Ended(OptionalInt status, @Nullable Throwable failure) {}
}

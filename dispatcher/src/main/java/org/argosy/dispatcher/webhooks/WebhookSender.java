package org.argosy.dispatcher.webhooks;

import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.argosy.dispatcher.webhooks.GuardedResolver.ForbiddenAddressException;
import org.argosy.storage.webhooks.WebhookAttempt;
import org.argosy.storage.webhooks.WebhookResult;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.StringRequestContent;
import org.eclipse.jetty.http.HttpMethod;
import org.jspecify.annotations.Nullable;

/**
 * Sends one event to one endpoint, signed anew at each try since receivers refuse old signatures. Does not follow
 * redirects. Safe for use by any number of threads.
 */
final class WebhookSender {

    private static final String JSON = "application/json";

    private final HttpClient client;
    private final WebhookSettings settings;
    private final InstantSource clock;

    /**
     * @param client one of {@link WebhookClient}'s
     */
    WebhookSender(HttpClient client, WebhookSettings settings, InstantSource clock) {
        this.client = client;
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * Blocks until the endpoint has answered or the time is over.
     *
     * @throws InterruptedException when nobody can tell whether it was delivered
     */
    Sent send(WebhookAttempt attempt) throws InterruptedException {
        long began = System.nanoTime();
        Optional<String> problem = settings.addresses().problem(attempt.url());
        if (problem.isPresent()) {
            return failed(Outcome.FORBIDDEN, "its URL is not allowed: " + problem.get(), began);
        }
        Request request = request(attempt);
        Answer answer = new Answer();
        request.send(answer);
        try {
            return judge(answer.end().get(), began);
        } catch (InterruptedException e) {
            var _ = request.abort(e);
            throw e;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private Request request(WebhookAttempt attempt) {
        long timestamp = clock.instant().getEpochSecond();
        String signature = WebhookSignature.of(attempt.delivery(), timestamp, attempt.payload(), attempt.secrets());
        URI uri = URI.create(attempt.url());
        return client.newRequest(uri)
                .scheme(uri.getScheme().toLowerCase(Locale.ROOT))
                .method(HttpMethod.POST)
                .headers(headers -> headers.put("webhook-id", attempt.delivery())
                        .put("webhook-timestamp", Long.toString(timestamp))
                        .put("webhook-signature", signature))
                .body(new StringRequestContent(JSON, attempt.payload()))
                // Without this the time for which idle connections are kept would also end slow answers.
                .idleTimeout(settings.timeout().toMillis(), TimeUnit.MILLISECONDS)
                .timeout(settings.timeout().toMillis(), TimeUnit.MILLISECONDS);
    }

    private Sent judge(Answer.Ended ended, long began) {
        if (ended.status().isPresent()) {
            int status = ended.status().getAsInt();
            boolean delivered = status >= 200 && status < 300;
            Optional<String> error = delivered
                    ? Optional.empty()
                    : Optional.of(
                            "it answered " + status + (redirect(status) ? ", and redirects are not followed" : ""));
            return new Sent(
                    delivered ? Outcome.DELIVERED : Outcome.REFUSED,
                    new WebhookResult(delivered, ended.status(), error, since(began)));
        }
        @Nullable Throwable failure = ended.failure();
        if (failure instanceof ForbiddenAddressException) {
            return failed(Outcome.FORBIDDEN, failure.getMessage(), began);
        }
        if (failure instanceof TimeoutException) {
            return failed(
                    Outcome.TIMED_OUT,
                    "it did not answer within " + settings.timeout().toSeconds() + " s",
                    began);
        }
        return failed(Outcome.UNREACHABLE, "it could not be reached (" + kind(failure) + ")", began);
    }

    /** Only what TLS complains of is of use to an endpoint's owner; other messages tell of this server's network. */
    private static String kind(@Nullable Throwable failure) {
        return switch (failure) {
            case null -> "no answer";
            case SSLException e -> "TLS: " + e.getMessage();
            default -> failure.getClass().getSimpleName();
        };
    }

    private static boolean redirect(int status) {
        return status >= 300 && status < 400;
    }

    private static Sent failed(Outcome outcome, @Nullable String error, long began) {
        return new Sent(
                outcome, new WebhookResult(false, OptionalInt.empty(), Optional.ofNullable(error), since(began)));
    }

    private static Duration since(long began) {
        return Duration.ofNanos(System.nanoTime() - began);
    }

    /** What became of a try. */
    record Sent(Outcome outcome, WebhookResult result) {}
}

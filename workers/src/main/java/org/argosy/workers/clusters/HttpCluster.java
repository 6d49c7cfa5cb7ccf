package org.argosy.workers.clusters;

import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.argosy.workers.clusters.Reply.HttpAnswer;

/** A cluster behind an HTTP API: the paths, the credentials and the rules of its kind around one transport. */
final class HttpCluster implements Cluster {

    private static final String VERSION_PREFIX = "/v1/";
    private static final String REQUEST_ID = "x-request-id";
    private static final int UNAUTHORIZED = 401;

    private final String name;
    private final String baseUrl;
    private final Credentials credentials;
    private final AnswerRules rules;
    private final HttpTransport transport;

    HttpCluster(ClusterSettings settings, ClusterResources resources, Credentials credentials, AnswerRules rules) {
        this.name = settings.name();
        String url = settings.baseUrl().toString();
        this.baseUrl = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
        this.credentials = credentials;
        this.rules = rules;
        this.transport = new HttpTransport(settings, resources);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Reply send(Call call) throws InterruptedException {
        long version = credentials.version();
        Map<String, String> headers = credentials
                .bearer()
                .map(token -> Map.of("Authorization", "Bearer " + token))
                .orElse(Map.of());
        return switch (transport.post(uri(call.endpoint()), headers, call)) {
            case Exchange.Answered answered -> {
                if (answered.status() == UNAUTHORIZED) {
                    credentials.rejected();
                }
                yield rules.interpret(answer(answered), RetryAfter.of(answered.headers()), version);
            }
            case Exchange.Unreachable unreachable -> new Reply.Unreachable(unreachable.reason());
            case Exchange.Broken broken -> new Reply.Broken(broken.reason());
            case Exchange.TimedOut late -> new Reply.TimedOut(late.reason());
            case Exchange.TooLarge large -> new Reply.TooLarge(large.limitBytes());
            case Exchange.StoreFailed failed -> new Reply.StoreFailed(failed.reason());
        };
    }

    @Override
    public long credentialVersion() {
        return credentials.version();
    }

    /** Base URLs hold the API's version already, as they do in every OpenAI SDK. */
    private URI uri(String endpoint) {
        return URI.create(
                endpoint.startsWith(VERSION_PREFIX)
                        ? baseUrl + endpoint.substring(VERSION_PREFIX.length() - 1)
                        : baseUrl + endpoint);
    }

    private static HttpAnswer answer(Exchange.Answered answered) {
        String requestId = Optional.ofNullable(answered.headers().get(REQUEST_ID))
                .filter(id -> !id.isBlank())
                .or(answered::id)
                .orElseGet(() -> UUID.randomUUID().toString().replace("-", ""));
        return new HttpAnswer(answered.status(), requestId, answered.body(), answered.usage());
    }

    @Override
    public void close() {
        transport.close();
    }
}

package org.argosy.workers.clusters;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.argosy.workers.clusters.Reply.HttpAnswer;

/** A cluster behind an HTTP API: the paths, the credentials and the rules of its kind around one transport. */
final class HttpCluster implements Cluster {

    private static final String VERSION_PREFIX = "/v1/";
    private static final String REQUEST_ID = "x-request-id";

    private final ClusterSettings settings;
    private final String baseUrl;
    private final Credentials credentials;
    private final ClusterKind kind;
    private final HttpTransport transport;
    private final ModelWatches models;
    private final StatusPoll poll;

    HttpCluster(ClusterSettings settings, ClusterResources resources, Credentials credentials, ClusterKind kind) {
        this.settings = settings;
        String url = settings.baseUrl().toString();
        this.baseUrl = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
        this.credentials = credentials;
        this.kind = kind;
        this.transport = new HttpTransport(settings, resources);
        this.models = new ModelWatches(resources.clock(), kind.startsModels(), resources.turns(), settings);
        this.poll = new StatusPoll(settings, kind, credentials, transport, models);
        poll.start();
    }

    @Override
    public String name() {
        return settings.name();
    }

    @Override
    public Reply send(Call call) throws InterruptedException {
        ModelWatch model = models.of(call.remoteModel());
        Duration wait = model.enter();
        if (!wait.isZero()) {
            return new Reply.Cold(model.status().reason(), wait, false);
        }
        Reply reply = null;
        try {
            reply = exchange(call);
            return reply;
        } finally {
            if (reply == null) {
                model.left();
            } else {
                model.heard(reply);
            }
        }
    }

    /** A token that was refused is renewed once, and the request sent again with the new one. */
    private Reply exchange(Call call) throws InterruptedException {
        long version = credentials.version();
        try {
            Optional<String> token = credentials.bearer();
            Exchange exchange = transport.post(uri(call.endpoint()), headers(token), call);
            if (isUnauthorized(exchange) && credentials.renew(token)) {
                version = credentials.version();
                exchange = transport.post(uri(call.endpoint()), headers(credentials.bearer()), call);
            }
            return reply(exchange, version);
        } catch (CredentialsException e) {
            return e.isDenied()
                    ? new Reply.Denied(CommonRules.UNAUTHORIZED, version)
                    : new Reply.Unreachable(String.valueOf(e.getMessage()));
        }
    }

    private Reply reply(Exchange exchange, long version) {
        return switch (exchange) {
            case Exchange.Answered answered ->
                kind.interpret(
                        answer(answered),
                        new AnswerContext(RetryAfter.of(answered.headers()), version, settings.coldProbe()));
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

    @Override
    public ModelStatus status(String remoteModel) {
        return models.of(remoteModel).status();
    }

    @Override
    public void told(String remoteModel, boolean hot) {
        models.of(remoteModel).told(hot);
    }

    @Override
    public void stopSending() {
        models.stopSending();
    }

    @Override
    public Set<String> ignoredParameters() {
        return kind.ignoredParameters(settings.baseUrl());
    }

    static Map<String, String> headers(Optional<String> token) {
        return token.map(value -> Map.of("Authorization", "Bearer " + value)).orElse(Map.of());
    }

    private static boolean isUnauthorized(Exchange exchange) {
        return exchange instanceof Exchange.Answered answered && answered.status() == CommonRules.UNAUTHORIZED;
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
        poll.close();
        transport.close();
    }
}

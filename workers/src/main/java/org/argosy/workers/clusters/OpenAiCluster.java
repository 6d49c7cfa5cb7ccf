package org.argosy.workers.clusters;

import java.time.Duration;
import java.util.Optional;
import org.argosy.workers.clusters.Reply.HttpAnswer;

/** Any server that speaks the OpenAI API: vLLM, llama.cpp, SGLang, Ollama and others. */
public final class OpenAiCluster {

    /** Its name in the configuration. */
    public static final String KIND = "openai";

    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int REQUEST_TIMEOUT = 408;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int SERVER_ERROR = 500;
    private static final int UNAVAILABLE = 503;

    private OpenAiCluster() {}

    /** Makes one, with its own connections. */
    public static Cluster open(ClusterSettings settings, ClusterResources resources) {
        return new HttpCluster(settings, resources, Credentials.of(settings.auth()), OpenAiCluster::interpret);
    }

    static Reply interpret(HttpAnswer answer, Optional<Duration> retryAfter, long credentialVersion) {
        return switch (answer.status()) {
            case UNAUTHORIZED, FORBIDDEN -> new Reply.Denied(answer.status(), credentialVersion);
            case TOO_MANY_REQUESTS, UNAVAILABLE -> new Reply.Refused(answer.status(), retryAfter);
            case REQUEST_TIMEOUT -> new Reply.ServerError(answer);
            default -> answer.status() >= SERVER_ERROR ? new Reply.ServerError(answer) : new Reply.Final(answer);
        };
    }
}

package org.argosy.workers.clusters;

import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.argosy.workers.clusters.Reply.HttpAnswer;

/**
 * Sophia, and Metis, behind the FIRST gateway. It passes the model server's errors on as a 500 that quotes them, and starts
 * models when they are asked for.
 *
 * @see <a href="https://github.com/auroraGPT-ANL/inference-gateway">the gateway's source</a>
 */
final class FirstGatewayKind implements ClusterKind {

    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(310);

    @Override
    public String id() {
        return "first-gateway";
    }

    @Override
    public Duration requestTimeout() {
        return REQUEST_TIMEOUT;
    }

    /** A 503 that speaks of no cold model is the gateway's maintenance. */
    @Override
    public Reply interpret(HttpAnswer answer, AnswerContext context) {
        if (answer.status() == CommonRules.SERVER_ERROR) {
            return WrappedError.in(answer)
                    .map(inner -> inner(inner, context))
                    .orElseGet(() -> new Reply.ServerError(answer));
        }
        Reply reply = CommonRules.interpret(answer, context, FirstGatewayKind::saysCold);
        return reply instanceof Reply.Refused refused
                        && refused.status() == CommonRules.UNAVAILABLE
                        && refused.retryAfter().isEmpty()
                        && CommonRules.head(answer.body())
                                .toLowerCase(Locale.ROOT)
                                .contains("maintenance")
                ? CommonRules.lost(answer)
                : reply;
    }

    /** The gateway's own credentials for the model server are not ours: its 401 and 403 are the cluster's errors. */
    private static Reply inner(HttpAnswer inner, AnswerContext context) {
        return switch (inner.status()) {
            case CommonRules.UNAUTHORIZED,
                    CommonRules.FORBIDDEN,
                    CommonRules.BAD_GATEWAY,
                    CommonRules.GATEWAY_TIMEOUT -> new Reply.ServerError(inner);
            case CommonRules.UNAVAILABLE -> new Reply.Refused(CommonRules.UNAVAILABLE, context.retryAfter());
            default -> CommonRules.interpret(inner, context, _ -> false);
        };
    }

    /** {@code …/sophia/jobs} for {@code …/sophia/vllm/v1}. */
    @Override
    public Optional<URI> statusPage(URI baseUrl) {
        return Optional.of(BaseUrls.besideFramework(baseUrl, "jobs"));
    }

    @Override
    public Map<String, ModelState> models(byte[] statusPage) {
        return ModelLists.read(statusPage, "Models", (list, _) -> switch (list) {
            case "running" -> ModelState.HOT;
            case "queued", "starting" -> ModelState.STARTING;
            default -> ModelState.UNKNOWN;
        });
    }

    @Override
    public boolean startsModels() {
        return true;
    }

    @Override
    public Set<String> ignoredParameters(URI baseUrl) {
        return baseUrl.getPath().contains("/metis/") ? SambaNovaKind.IGNORED : Set.of();
    }

    private static boolean saysCold(String text) {
        return text.contains("offline") || text.contains("not ready") || text.contains("starting");
    }
}

package org.argosy.workers.clusters;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.argosy.workers.clusters.Reply.HttpAnswer;

/**
 * SambaStack, as Metis runs it. Its errors are OpenAI's; a full queue is a 429; a model removed is a 410.
 *
 * @see <a href="https://docs.sambanova.ai/docs/en/api-reference/overview">SambaNova's API reference</a>
 */
final class SambaNovaKind implements ClusterKind {

    static final Set<String> IGNORED = Set.of("presence_penalty", "frequency_penalty", "logit_bias");

    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(130);

    @Override
    public String id() {
        return "sambanova";
    }

    @Override
    public Duration requestTimeout() {
        return REQUEST_TIMEOUT;
    }

    /** A 503 is maintenance, for the whole cluster. */
    @Override
    public Reply interpret(HttpAnswer answer, AnswerContext context) {
        Reply reply = CommonRules.interpret(answer, context, SambaNovaKind::saysStarting);
        return reply instanceof Reply.Refused refused
                        && refused.status() == CommonRules.UNAVAILABLE
                        && refused.retryAfter().isEmpty()
                ? CommonRules.lost(answer)
                : reply;
    }

    @Override
    public Optional<URI> statusPage(URI baseUrl) {
        return Optional.of(BaseUrls.beside(baseUrl, "status"));
    }

    @Override
    public Map<String, ModelState> models(byte[] statusPage) {
        return ModelLists.read(
                statusPage,
                "id",
                (_, status) -> status.equalsIgnoreCase("live") ? ModelState.HOT : ModelState.STARTING);
    }

    @Override
    public boolean startsModels() {
        return false;
    }

    @Override
    public Set<String> ignoredParameters(URI baseUrl) {
        return IGNORED;
    }

    private static boolean saysStarting(String text) {
        return text.contains("starting") || text.contains("not ready") || text.contains("loading");
    }
}

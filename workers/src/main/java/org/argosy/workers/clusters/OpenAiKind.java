package org.argosy.workers.clusters;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.argosy.workers.clusters.Reply.HttpAnswer;

/** Any server that speaks the OpenAI API: vLLM, llama.cpp, SGLang, Ollama and others. */
final class OpenAiKind implements ClusterKind {

    static final String ID = "openai";

    @Override
    public String id() {
        return ID;
    }

    @Override
    public Duration requestTimeout() {
        return ClusterSettings.DEFAULT_REQUEST_TIMEOUT;
    }

    @Override
    public Reply interpret(HttpAnswer answer, AnswerContext context) {
        return CommonRules.interpret(answer, context, OpenAiKind::saysLoading);
    }

    @Override
    public Optional<URI> statusPage(URI baseUrl) {
        return Optional.of(BaseUrls.below(baseUrl, "models"));
    }

    @Override
    public Map<String, ModelState> models(byte[] statusPage) {
        return ModelLists.read(statusPage, "id", (_, _) -> ModelState.HOT);
    }

    @Override
    public boolean startsModels() {
        return false;
    }

    /** As llama.cpp does ("Loading model"), and proxies that start servers on demand. */
    private static boolean saysLoading(String text) {
        return text.contains("loading model")
                || text.contains("model is loading")
                || text.contains("model is starting");
    }
}

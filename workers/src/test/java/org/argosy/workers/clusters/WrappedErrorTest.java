package org.argosy.workers.clusters;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.argosy.workers.clusters.Reply.AnswerBody;
import org.argosy.workers.clusters.Reply.HttpAnswer;
import org.junit.jupiter.api.Test;

class WrappedErrorTest {

    private static final String INNER = "{\"object\":\"error\",\"message\":\"zu lang: ä}\\\"\",\"code\":400}";

    @Test
    void shouldFindStatusAndBodyWhenTextFollowsThem() {
        HttpAnswer inner = WrappedError.in(wrapped("API request failed with status code: 400\nResponse text: " + INNER
                        + " (task 7, status code: 500)"))
                .orElseThrow();

        assertThat(inner.status()).isEqualTo(400);
        assertThat(text(inner)).isEqualTo(INNER);
    }

    @Test
    void shouldKeepTheGatewaysBodyWhenTheQuoteIsCut() {
        HttpAnswer outer = wrapped("status code: 413\nResponse text: " + INNER.substring(0, 20));

        HttpAnswer inner = WrappedError.in(outer).orElseThrow();

        assertThat(inner.status()).isEqualTo(413);
        assertThat(inner.body()).isEqualTo(outer.body());
    }

    @Test
    void shouldFindNoneInOtherErrors() {
        assertThat(WrappedError.in(wrapped("Globus task failed"))).isEqualTo(Optional.empty());
        assertThat(WrappedError.in(answer("<html>status code: 400</html>"))).isEmpty();
        assertThat(WrappedError.in(
                        answer("{\"error\":{\"code\":\"internal_error\",\"message\":\"status code: 400\"}}")))
                .isEmpty();
    }

    private static HttpAnswer wrapped(String message) {
        return answer("{\"error\":{\"code\":\"internal_endpoint_error\",\"info\":{},\"message\":\""
                + message.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + "\"}}");
    }

    private static HttpAnswer answer(String body) {
        return new HttpAnswer(500, "r", new AnswerBody.Inline(body.getBytes(StandardCharsets.UTF_8)), null);
    }

    private static String text(HttpAnswer answer) {
        return new String(((AnswerBody.Inline) answer.body()).bytes(), StandardCharsets.UTF_8);
    }
}

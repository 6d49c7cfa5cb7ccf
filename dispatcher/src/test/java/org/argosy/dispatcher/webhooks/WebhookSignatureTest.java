package org.argosy.dispatcher.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.argosy.storage.webhooks.SigningSecret;
import org.junit.jupiter.api.Test;

class WebhookSignatureTest {

    private static final SigningSecret SECRET =
            SigningSecret.parse("whsec_RdvaYFYUXuIFuEbvZHwMfYFhUf7aMYjYcmM24+Aj40c=");
    private static final String ID = "wh_685c059ae39c8190af8c71ed1022a24d";
    private static final long TIMESTAMP = 1_750_861_210;
    private static final String PAYLOAD = "{\"id\": \"evt_685c059ae3a481909bdc86819b066fb6\", \"object\": \"event\","
            + " \"created_at\": 1750861210, \"type\": \"response.completed\", \"data\": {\"id\": \"resp_123\"}}";
    private static final String EXPECTED = "v1,gUAg4R2hWouRZqRQG4uJypNS8YK885G838+EHb4nKBY=";

    @Test
    void shouldSignAsOpenAiDoes() {
        assertThat(WebhookSignature.of(ID, TIMESTAMP, PAYLOAD, List.of(SECRET))).isEqualTo(EXPECTED);
    }

    @Test
    void shouldSignWithEachSecret() {
        String signatures = WebhookSignature.of(ID, TIMESTAMP, PAYLOAD, List.of(SigningSecret.next(), SECRET));

        assertThat(signatures)
                .matches("v1,[A-Za-z0-9+/]{43}= v1,[A-Za-z0-9+/]{43}=")
                .endsWith(" " + EXPECTED);
    }
}

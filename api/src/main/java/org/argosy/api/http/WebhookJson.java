package org.argosy.api.http;

import java.util.List;
import java.util.Optional;
import org.argosy.api.webhooks.EndpointManagement;
import org.argosy.storage.webhooks.WebhookEndpoint;
import org.argosy.storage.webhooks.WebhookEndpointId;
import org.argosy.storage.webhooks.WebhookEventType;

/** OpenAI's webhook endpoint object. */
record WebhookJson(
        String id,
        String object,
        long createdAt,
        List<String> eventTypes,
        String name,
        String signingSecretHint,
        Optional<Long> updatedAt,
        String url) {

    private static final String OBJECT = "webhook_endpoint";

    static WebhookJson of(WebhookEndpoint endpoint) {
        return new WebhookJson(
                endpoint.id().value(),
                OBJECT,
                endpoint.createdAt().getEpochSecond(),
                names(endpoint),
                endpoint.name(),
                endpoint.secretHint(),
                EpochSeconds.of(endpoint.updatedAt()),
                endpoint.url());
    }

    private static List<String> names(WebhookEndpoint endpoint) {
        return endpoint.eventTypes().stream().map(WebhookEventType::wireName).toList();
    }

    /** The same with the secret, which is shown once. */
    record WithSecret(
            String id,
            String object,
            long createdAt,
            List<String> eventTypes,
            String name,
            String signingSecret,
            String signingSecretHint,
            Optional<Long> updatedAt,
            String url) {

        static WithSecret of(EndpointManagement.WithSecret made) {
            WebhookEndpoint endpoint = made.endpoint();
            return new WithSecret(
                    endpoint.id().value(),
                    OBJECT,
                    endpoint.createdAt().getEpochSecond(),
                    names(endpoint),
                    endpoint.name(),
                    made.secret().text(),
                    endpoint.secretHint(),
                    EpochSeconds.of(endpoint.updatedAt()),
                    endpoint.url());
        }

        /** Keeps the secret out of logs. */
        @Override
        public String toString() {
            return "WithSecret[id=" + id + "]";
        }
    }

    /** The answer to a test that succeeded. */
    record Tested(String object, String webhookEndpointId, String eventType, int statusCode, boolean success) {

        static Tested of(WebhookEndpointId id, WebhookEventType type, int status) {
            return new Tested(OBJECT + ".test", id.value(), type.wireName(), status, true);
        }
    }

    /** The types of events that there are. */
    record EventTypes(String object, List<String> data) {

        static EventTypes all() {
            return new EventTypes("list", WebhookEventType.wireNames());
        }
    }
}

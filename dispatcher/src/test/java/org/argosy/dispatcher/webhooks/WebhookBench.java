package org.argosy.dispatcher.webhooks;

import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.Headers;
import com.openai.models.webhooks.UnwrapWebhookEvent;
import com.openai.models.webhooks.WebhookVerificationParams;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.argosy.dispatcher.testing.Stores;
import org.argosy.storage.Batch;
import org.argosy.storage.BatchState;
import org.argosy.storage.Ids;
import org.argosy.storage.db.FinishRepository;
import org.argosy.storage.db.OutboxMessage;
import org.argosy.storage.db.WebhookDeliveries;
import org.argosy.storage.db.WebhookEndpoints;
import org.argosy.storage.db.WebhookSamples;
import org.argosy.storage.webhooks.AddressRules;
import org.argosy.storage.webhooks.SigningSecret;
import org.argosy.storage.webhooks.WebhookEndpoint;
import org.argosy.storage.webhooks.WebhookEndpointId;
import org.argosy.storage.webhooks.WebhookEventType;

/** A database with endpoints and batches that end, and a clock that can be put forward. */
final class WebhookBench implements InstantSource {

    final Stores stores;
    final WebhookEndpoints endpoints;
    final WebhookDeliveries deliveries;
    final WebhookSamples tests;
    final MeterRegistry meters = new SimpleMeterRegistry();
    private final FinishRepository finish;
    private volatile Duration ahead = Duration.ZERO;

    /** Begins with none of what tests before put there. */
    WebhookBench(Stores stores) {
        this.stores = stores;
        this.endpoints = new WebhookEndpoints(stores.database.jdbi());
        this.deliveries = new WebhookDeliveries(stores.database.jdbi());
        this.tests = new WebhookSamples(stores.database.jdbi());
        this.finish = new FinishRepository(stores.database.jdbi(), Duration.ofDays(1));
        stores.execute("truncate webhook_endpoint, webhook_event, batch cascade");
    }

    @Override
    public Instant instant() {
        return Instant.now().plus(ahead).truncatedTo(ChronoUnit.MILLIS);
    }

    void advance(Duration by) {
        ahead = ahead.plus(by);
    }

    /** Looks often and gives up a try soon; calls whatever it is told to. */
    static WebhookSettings settings(Duration timeout) {
        return new WebhookSettings(
                new AddressRules(true),
                timeout,
                timeout.plusSeconds(20),
                Duration.ofMillis(50),
                32,
                2,
                4,
                Duration.ofDays(3),
                Duration.ofDays(7),
                Duration.ofSeconds(30));
    }

    WebhookDeliverer start(WebhookSettings settings) {
        return start(settings, new WebhookClient(settings));
    }

    WebhookDeliverer start(WebhookSettings settings, WebhookClient client) {
        WebhookDeliverer deliverer = new WebhookDeliverer(deliveries, settings, this, meters, client);
        deliverer.start();
        return deliverer;
    }

    SigningSecret endpoint(String url) {
        return endpoint(WebhookEndpointId.next(), url);
    }

    SigningSecret endpoint(WebhookEndpointId id, String url) {
        SigningSecret secret = SigningSecret.next();
        WebhookEndpoint endpoint = new WebhookEndpoint(
                id,
                stores.tenant,
                "test",
                url,
                List.of(WebhookEventType.values()),
                secret.hint(),
                instant(),
                Optional.empty());
        endpoints.add(endpoint, secret, 100);
        return secret;
    }

    /** A batch that expires at once. */
    Batch end() {
        Batch batch = stores.addBatch(Ids.file(), instant(), new OutboxMessage("none", "key", new byte[0]));
        finish.move(batch, new BatchState.Validating().expire(instant()));
        return batch;
    }

    /** One column of the only delivery there is. */
    String delivery(String column) {
        return stores.database
                .jdbi()
                .withHandle(h -> h.createQuery("select coalesce(" + column + "::text, '') from webhook_delivery")
                        .mapTo(String.class)
                        .one());
    }

    /** As a user of the official SDK does; throws when the signature is wrong. */
    static UnwrapWebhookEvent unwrap(Receiver.Delivery delivery, SigningSecret secret) {
        Headers.Builder headers = Headers.builder();
        delivery.headers().forEach(headers::put);
        return OpenAIOkHttpClient.builder()
                .apiKey("none")
                .build()
                .webhooks()
                .unwrap(WebhookVerificationParams.builder()
                        .payload(delivery.body())
                        .headers(headers.build())
                        .secret(secret.text())
                        .build());
    }
}

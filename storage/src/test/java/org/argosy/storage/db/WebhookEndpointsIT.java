package org.argosy.storage.db;

import static org.argosy.storage.db.Fixture.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.argosy.storage.TenantId;
import org.argosy.storage.webhooks.SigningSecret;
import org.argosy.storage.webhooks.WebhookEndpoint;
import org.argosy.storage.webhooks.WebhookEndpoint.Change;
import org.argosy.storage.webhooks.WebhookEndpointId;
import org.argosy.storage.webhooks.WebhookEventType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WebhookEndpointsIT {

    private static final Instant LATER = NOW.plusSeconds(60);

    private final Fixture fixture = new Fixture();
    private final WebhookEndpoints endpoints = new WebhookEndpoints(fixture.database.jdbi());

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void shouldShowATenantItsOwnEndpointsAlone() {
        WebhookEndpoint endpoint = add(fixture.anna, 0);

        assertThat(endpoints.find(fixture.anna, endpoint.id())).contains(endpoint);
        assertThat(endpoints.find(fixture.ben, endpoint.id())).isEmpty();
        assertThat(endpoints.list(fixture.ben, Optional.empty(), 10).items()).isEmpty();
        assertThat(endpoints.update(fixture.ben, endpoint.id(), renamed("x"), LATER))
                .isEmpty();
        assertThat(endpoints.rotate(fixture.ben, endpoint.id(), SigningSecret.next(), Optional.empty(), LATER))
                .isEmpty();
        assertThat(endpoints.delete(fixture.ben, endpoint.id())).isFalse();
        assertThat(endpoints.find(fixture.anna, endpoint.id())).contains(endpoint);
    }

    @Test
    void shouldListNewestFirstPageByPage() {
        List<WebhookEndpoint> added =
                IntStream.range(0, 5).mapToObj(i -> add(fixture.anna, i)).toList();

        var first = endpoints.list(fixture.anna, Optional.empty(), 3);
        var second =
                endpoints.list(fixture.anna, Optional.of(first.items().getLast().id()), 3);

        assertThat(first.items()).isEqualTo(added.reversed().subList(0, 3));
        assertThat(first.hasMore()).isTrue();
        assertThat(second.items()).isEqualTo(added.reversed().subList(3, 5));
        assertThat(second.hasMore()).isFalse();
        assertThat(endpoints
                        .list(fixture.anna, Optional.of(new WebhookEndpointId("whe_unknown")), 3)
                        .items())
                .isEmpty();
    }

    @Test
    void shouldChangeWhatIsGivenAndNothingElse() {
        WebhookEndpoint endpoint = add(fixture.anna, 0);

        WebhookEndpoint same = endpoints
                .update(
                        fixture.anna,
                        endpoint.id(),
                        new Change(Optional.empty(), Optional.empty(), Optional.empty()),
                        LATER)
                .orElseThrow();
        WebhookEndpoint renamed = endpoints
                .update(fixture.anna, endpoint.id(), renamed("other"), LATER)
                .orElseThrow();

        assertThat(same).isEqualTo(endpoint);
        assertThat(renamed.name()).isEqualTo("other");
        assertThat(renamed.updatedAt()).contains(LATER);
        assertThat(renamed.url()).isEqualTo(endpoint.url());
        assertThat(renamed.eventTypes()).isEqualTo(endpoint.eventTypes());
    }

    @Test
    void shouldHoldTheLimitWhenManyAddAtOnce() {
        List<CompletableFuture<Boolean>> adds = IntStream.range(0, 6)
                .mapToObj(i -> CompletableFuture.supplyAsync(
                        () -> endpoints.add(endpoint(fixture.anna, i), SigningSecret.next(), 3)))
                .toList();

        assertThat(adds.stream().filter(CompletableFuture::join)).hasSize(3);
        assertThat(endpoints.list(fixture.anna, Optional.empty(), 10).items()).hasSize(3);
        assertThat(endpoints.add(endpoint(fixture.ben, 0), SigningSecret.next(), 3))
                .isTrue();
    }

    private WebhookEndpoint add(TenantId tenant, int seconds) {
        SigningSecret secret = SigningSecret.next();
        WebhookEndpoint endpoint = endpoint(tenant, seconds);
        assertThat(endpoints.add(endpoint, secret, 20)).isTrue();
        WebhookEndpoint added = endpoints.find(tenant, endpoint.id()).orElseThrow();
        assertThat(added.secretHint()).isEqualTo(secret.hint());
        return added;
    }

    static WebhookEndpoint endpoint(TenantId tenant, int seconds) {
        return new WebhookEndpoint(
                WebhookEndpointId.next(),
                tenant,
                "name " + seconds,
                "https://example.com/" + seconds,
                List.of(WebhookEventType.BATCH_COMPLETED, WebhookEventType.BATCH_FAILED),
                "",
                NOW.plusSeconds(seconds),
                Optional.empty());
    }

    private static Change renamed(String name) {
        return new Change(Optional.of(name), Optional.empty(), Optional.empty());
    }
}

package org.argosy.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.openai.client.OpenAIClient;
import com.openai.errors.BadRequestException;
import com.openai.errors.NotFoundException;
import com.openai.models.webhooks.WebhookCreateParams;
import com.openai.models.webhooks.WebhookEndpoint;
import com.openai.models.webhooks.WebhookEndpointTestResult;
import com.openai.models.webhooks.WebhookEndpointWithSecret;
import com.openai.models.webhooks.WebhookListParams;
import com.openai.models.webhooks.WebhookRotateSecretParams;
import com.openai.models.webhooks.WebhookTestParams;
import com.openai.models.webhooks.WebhookUpdateParams;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.argosy.storage.db.WebhookDeliveries;
import org.argosy.storage.webhooks.WebhookAttempt;
import org.argosy.storage.webhooks.WebhookResult;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Webhook endpoints by the official SDK with its validation, and what it would never send. */
class WebhooksIT {

    private static final String PATH = "/v1/webhook_endpoints";
    private static final String URL = "https://hooks.example.com/argosy";
    private static final String VALID =
            "{\"name\":\"n\",\"url\":\"https://example.com\",\"event_types\":[\"batch.completed\"]}";

    private static RunningApi api;
    private static OpenAIClient openai;
    private static OpenAIClient stranger;

    @BeforeAll
    static void start() {
        api = RunningApi.start();
        openai = api.openai(api.key());
        stranger = api.openai(api.otherKey());
    }

    @AfterEach
    void clear() {
        api.database().jdbi().useHandle(h -> h.execute("delete from webhook_endpoint"));
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    @Test
    @Tag("webhooks.create")
    void shouldShowTheSecretOfANewEndpointOnce() {
        WebhookEndpointWithSecret made = create("first");

        made.validate();
        assertThat(made.id()).startsWith("whe_");
        assertThat(made.signingSecret()).matches("whsec_[A-Za-z0-9+/]{43}=");
        assertThat(made.eventTypes()).containsExactly("batch.completed", "batch.failed");
        assertThat(made.url()).isEqualTo(URL);
        assertThat(made.updatedAt()).isEmpty();
        WebhookEndpoint again = openai.webhooks().retrieve(made.id());
        again.validate();
        assertThat(again.signingSecretHint())
                .isEqualTo(made.signingSecretHint())
                .isPresent();
        assertThat(again._allProperties()).doesNotContainKey("signing_secret");
        assertThat(api.send(api.request(PATH)).body())
                .contains(made.id())
                .doesNotContain("signing_secret\"")
                .doesNotContain(made.signingSecret());
    }

    @Test
    @Tag("webhooks.list")
    void shouldListNewestFirstPageByPage() {
        List<String> ids =
                IntStream.range(0, 5).mapToObj(i -> create("e" + i).id()).toList();

        List<String> listed = openai
                .webhooks()
                .list(WebhookListParams.builder().limit(2).build())
                .autoPager()
                .stream()
                .map(WebhookEndpoint::id)
                .toList();

        assertThat(listed).isEqualTo(ids.reversed());
        assertThat(openai.webhooks()
                        .list(WebhookListParams.builder()
                                .after(listed.getLast())
                                .build())
                        .data())
                .isEmpty();
    }

    @Test
    @Tag("webhooks.change")
    void shouldChangeWhatIsGiven() {
        WebhookEndpointWithSecret made = create("before");

        WebhookEndpoint same = openai.webhooks().update(made.id());
        WebhookEndpoint changed = openai.webhooks()
                .update(
                        made.id(),
                        WebhookUpdateParams.builder()
                                .name("after")
                                .eventTypes(List.of(WebhookUpdateParams.EventType.BATCH_CANCELLED))
                                .build());

        assertThat(same.updatedAt()).isEmpty();
        assertThat(same.name()).isEqualTo("before");
        changed.validate();
        assertThat(changed.name()).isEqualTo("after");
        assertThat(changed.url()).isEqualTo(URL);
        assertThat(changed.eventTypes()).containsExactly("batch.cancelled");
        assertThat(changed.updatedAt()).isPresent();
    }

    @Test
    @Tag("webhooks.rotate")
    void shouldRotateTheSecret() {
        WebhookEndpointWithSecret made = create("rotated");

        WebhookEndpointWithSecret plain = openai.webhooks().rotateSecret(made.id());
        WebhookEndpointWithSecret overlapping = openai.webhooks()
                .rotateSecret(
                        made.id(),
                        WebhookRotateSecretParams.builder()
                                .keepOldSecretActiveFor24Hours(true)
                                .build());

        plain.validate();
        assertThat(List.of(made.signingSecret(), plain.signingSecret(), overlapping.signingSecret()))
                .doesNotHaveDuplicates();
        assertThat(overlapping.updatedAt()).isPresent();
        assertThat(openai.webhooks().retrieve(made.id()).signingSecretHint())
                .isEqualTo(overlapping.signingSecretHint());
    }

    @Test
    @Tag("webhooks.change")
    void shouldForgetADeletedEndpoint() {
        String id = create("short").id();

        var deleted = openai.webhooks().delete(id);

        deleted.validate();
        assertThat(deleted.deleted()).isTrue();
        assertThatThrownBy(() -> openai.webhooks().delete(id)).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> openai.webhooks().retrieve(id))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining("No webhook endpoint found with id '" + id + "'.");
    }

    @Test
    void shouldShowATenantNothingOfAnother() {
        String id = create("mine").id();

        assertThat(stranger.webhooks().list().data()).isEmpty();
        assertThatThrownBy(() -> stranger.webhooks().retrieve(id)).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> stranger.webhooks().update(id)).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> stranger.webhooks().rotateSecret(id)).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> stranger.webhooks().test(id, sample())).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> stranger.webhooks().delete(id)).isInstanceOf(NotFoundException.class);
        assertThat(openai.webhooks().retrieve(id).updatedAt()).isEmpty();
    }

    @Test
    @Tag("webhooks.types")
    void shouldListTheTypesThatThereAre() {
        var types = openai.webhooks().eventTypes().list();

        types.validate();
        assertThat(types.data()).containsExactly("batch.completed", "batch.failed", "batch.expired", "batch.cancelled");
    }

    @Test
    @Tag("webhooks.create.errors")
    void shouldRefuseMoreEndpointsThanThereMayBe() {
        IntStream.range(0, 20).forEach(i -> create("e" + i));

        assertThatThrownBy(() -> create("one more"))
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining("20 webhook endpoints");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}|event_types|missing_required_parameter",
                "{'event_types':['batch.failed']}|name|missing_required_parameter",
                "{'event_types':['batch.failed'],'name':'n'}|url|missing_required_parameter",
                "{'event_types':['batch.failed'],'name':'n','url':null}|url|missing_required_parameter",
                "{'event_types':[],'name':'n','url':'https://a.example'}|event_types|empty_array",
                "{'event_types':'batch.failed','name':'n','url':'https://a.example'}|event_types|invalid_type",
                "{'event_types':[1],'name':'n','url':'https://a.example'}|event_types[0]|invalid_type",
                "{'event_types':['response.completed'],'name':'n','url':'https://a.example'}|event_types|invalid_value",
                "{'event_types':['batch.failed'],'name':7,'url':'https://a.example'}|name|invalid_type",
                "{'event_types':['batch.failed'],'name':' ','url':'https://a.example'}|name|invalid_value",
                "{'event_types':['batch.failed'],'name':'a\\u0000','url':'https://a.example'}|name|invalid_value",
                "{'event_types':['batch.failed'],'name':'n','url':'http://a.example'}|url|invalid_value",
                "{'event_types':['batch.failed'],'name':'n','url':'https://10.0.0.1/'}|url|invalid_value",
                "{'event_types':['batch.failed'],'name':'n','url':'https://u:p@a.example/'}|url|invalid_value",
                "{'event_types':['batch.failed'],'name':'n','url':'https://a.example','x':1}|x|unknown_parameter",
            })
    @Tag("webhooks.create.errors")
    void shouldRefuseToCreate(String body, String param, String code) {
        JsonNode error = error(PATH, body.replace('\'', '"'), 400);

        assertThat(error.path("param").asString()).isEqualTo(param);
        assertThat(error.path("code").asString()).isEqualTo(code);
    }

    @Test
    @Tag("webhooks.create.errors")
    void shouldRefuseNamesAndUrlsThatAreTooLong() {
        String name = VALID.replace("\"n\"", "\"" + "n".repeat(257) + "\"");
        String url = VALID.replace("example.com", "example.com/" + "u".repeat(2048));

        assertThat(error(PATH, name, 400).path("code").asString()).isEqualTo("string_above_max_length");
        assertThat(error(PATH, url, 400).path("code").asString()).isEqualTo("string_above_max_length");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/rotate_secret|{'keep_old_secret_active_for_24_hours':'yes'}|keep_old_secret_active_for_24_hours",
                "/rotate_secret|{'other':true}|other",
                "/test|{}|event_type",
                "/test|{'event_type':'eval.run.failed'}|event_type",
                "|{'url':'https://127.0.0.1'}|url",
                "|{'event_types':[]}|event_types"
            })
    void shouldRefuseToDo(String action, String body, String param) {
        String id = create("e").id();

        JsonNode error = error(PATH + "/" + id + (action == null ? "" : action), body.replace('\'', '"'), 400);

        assertThat(error.path("param").asString()).isEqualTo(param);
    }

    @ParameterizedTest
    @ValueSource(strings = {"limit=0", "limit=101", "limit=x"})
    void shouldRefuseALimitOutOfRange(String query) {
        assertThat(api.send(api.request(PATH + "?" + query)).statusCode()).isEqualTo(400);
    }

    @Test
    @Tag("webhooks.sample")
    void shouldTellWhatTheEndpointAnsweredToASample() {
        String id = create("tested").id();

        CompletableFuture<WebhookEndpointTestResult> test =
                CompletableFuture.supplyAsync(() -> openai.webhooks().test(id, sample()));
        WebhookAttempt attempt = answerSample(202);

        WebhookEndpointTestResult result = test.join();
        result.validate();
        assertThat(result.statusCode()).isEqualTo(202);
        assertThat(result.eventType()).isEqualTo("batch.failed");
        assertThat(result.webhookEndpointId()).isEqualTo(id);
        assertThat(attempt.payload()).contains("\"type\":\"batch.failed\"").contains("\"data\":{\"id\":");
        assertThat(attempt.url()).isEqualTo(URL);
    }

    @Test
    @Tag("webhooks.sample")
    void shouldTellWhyASampleWasNotDelivered() {
        String id = create("tested").id();

        CompletableFuture<WebhookEndpointTestResult> test =
                CompletableFuture.supplyAsync(() -> openai.webhooks().test(id, sample()));
        answerSample(500);

        assertThatThrownBy(test::join)
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(BadRequestException.class, e -> {
                    assertThat(e.code()).contains("webhook_delivery_failed");
                    assertThat(e.getMessage()).contains("it answered 500");
                });
    }

    /** As a dispatcher would. */
    private static WebhookAttempt answerSample(int status) {
        WebhookDeliveries deliveries = new WebhookDeliveries(api.database().jdbi());
        Instant now = Instant.now();
        WebhookAttempt attempt = await().atMost(Duration.ofSeconds(30))
                .until(
                        () ->
                                deliveries
                                        .claimTests(Instant.now(), now.plusSeconds(30), Duration.ofSeconds(30), 1)
                                        .stream()
                                        .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
        boolean delivered = status < 300;
        Optional<String> error = delivered ? Optional.empty() : Optional.of("it answered " + status);
        deliveries.record(
                attempt,
                new WebhookResult(delivered, OptionalInt.of(status), error, Duration.ZERO),
                Optional.empty(),
                Instant.now());
        return attempt;
    }

    private static WebhookEndpointWithSecret create(String name) {
        return openai.webhooks()
                .create(WebhookCreateParams.builder()
                        .name(name)
                        .url(URL)
                        .eventTypes(List.of(
                                WebhookCreateParams.EventType.BATCH_COMPLETED,
                                WebhookCreateParams.EventType.BATCH_FAILED))
                        .build());
    }

    private static WebhookTestParams sample() {
        return WebhookTestParams.builder()
                .eventType(WebhookTestParams.EventType.BATCH_FAILED)
                .build();
    }

    private static JsonNode error(String path, String body, int status) {
        HttpResponse<String> response = api.send(
                api.request(path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(body)));
        assertThat(response.statusCode()).isEqualTo(status);
        return RunningApi.json(response).path("error");
    }
}

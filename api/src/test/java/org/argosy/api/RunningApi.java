package org.argosy.api;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.zaxxer.hikari.HikariConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.argosy.api.events.WatchSettings;
import org.argosy.api.webhooks.WebhookParts;
import org.argosy.ops.embedded.testing.EmbeddedStack;
import org.argosy.storage.ApiKey;
import org.argosy.storage.KeyRole;
import org.argosy.storage.Limits;
import org.argosy.storage.Model;
import org.argosy.storage.ModelCatalog;
import org.argosy.storage.db.BatchRepository;
import org.argosy.storage.db.Database;
import org.argosy.storage.db.FamilyRepository;
import org.argosy.storage.db.FileRepository;
import org.argosy.storage.db.KeyRepository;
import org.argosy.storage.db.RouteReportRepository;
import org.argosy.storage.db.Tenants;
import org.argosy.storage.db.UploadRepository;
import org.argosy.storage.db.UsageRepository;
import org.argosy.storage.db.WebhookEndpoints;
import org.argosy.storage.db.WebhookSamples;
import org.argosy.storage.objects.ObjectStore;
import org.argosy.storage.objects.ObjectStoreSettings;
import org.argosy.storage.objects.S3ObjectStore;
import org.argosy.storage.tenants.TenantPolicies;
import org.argosy.storage.webhooks.AddressRules;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The API on a database and a bucket of its own, with two tenants, and ways to talk to it. */
public final class RunningApi implements AutoCloseable {

    public static final JsonMapper JSON = new JsonMapper();
    public static final Limits LIMITS = new Limits(20_000_000, 200_000_000, 20_000_000, 1_000, 1_000_000, 10, 100);

    /** Streams that end although nothing happens, for tests that open them by chance. */
    private static final WatchSettings SHORT_STREAMS =
            new WatchSettings(Duration.ofMillis(50), Duration.ofMillis(100), Duration.ofMillis(150), 10);

    private static final ApiDescription DESCRIPTION = ApiDescription.load();

    private final Database database;
    private final S3ObjectStore objects;
    private final ApiServer server;
    private final HttpClient http = HttpClient.newHttpClient();
    private final String key;
    private final String otherKey;
    private final String operatorKey;

    private RunningApi(
            Database database,
            S3ObjectStore objects,
            ApiServer server,
            String key,
            String otherKey,
            String operatorKey) {
        this.database = database;
        this.objects = objects;
        this.server = server;
        this.key = key;
        this.otherKey = otherKey;
        this.operatorKey = operatorKey;
    }

    public static RunningApi start() {
        return start(settings -> settings, List.of(new ReadinessCheck("postgres", () -> {})));
    }

    public static RunningApi start(UnaryOperator<ApiSettings> settings, List<ReadinessCheck> readiness) {
        return start(settings, readiness, SHORT_STREAMS);
    }

    public static RunningApi start(
            UnaryOperator<ApiSettings> settings, List<ReadinessCheck> readiness, WatchSettings watching) {
        return start(settings, readiness, watching, TenantPolicies.UNBOUNDED);
    }

    /** One whose tenants are bounded. */
    public static RunningApi start(TenantPolicies policies) {
        return start(settings -> settings, List.of(new ReadinessCheck("postgres", () -> {})), SHORT_STREAMS, policies);
    }

    private static RunningApi start(
            UnaryOperator<ApiSettings> settings,
            List<ReadinessCheck> readiness,
            WatchSettings watching,
            TenantPolicies policies) {
        var postgres = EmbeddedStack.freshDatabase();
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(postgres.jdbcUrl());
        config.setUsername(postgres.user());
        config.setPassword(postgres.password());
        Database database = Database.open(config);
        var bucket = EmbeddedStack.freshBucket();
        S3ObjectStore objects = new S3ObjectStore(
                ObjectStoreSettings.of(bucket.endpoint(), bucket.bucket(), bucket.accessKey(), bucket.secretKey()));
        KeyRepository keys = new KeyRepository(database.jdbi());
        ApiParts parts = new ApiParts(
                new FileRepository(database.jdbi(), policies),
                new UploadRepository(database.jdbi(), policies),
                new BatchRepository(database.jdbi(), policies),
                new FamilyRepository(database.jdbi()),
                keys,
                new Tenants(database.jdbi(), policies),
                new UsageRepository(database.jdbi()),
                new WebhookParts(
                        new WebhookEndpoints(database.jdbi()),
                        new WebhookSamples(database.jdbi()),
                        AddressRules.PUBLIC_ONLY),
                new RouteReportRepository(database.jdbi()),
                LiveParts.of(database.jdbi(), watching),
                FeedingParts.of(database.jdbi()),
                objects,
                new ModelCatalog(List.of(
                        new Model("openai/gpt-oss-120b", Set.of("/v1/chat/completions"), Set.of("sophia", "metis")),
                        new Model("minilm", Set.of("/v1/embeddings"), Set.of("local")))),
                LIMITS,
                Clock.systemUTC(),
                new SimpleMeterRegistry(),
                readiness);
        String key = keys.create("first", "test", Instant.now());
        String otherKey = keys.create("second", "test", Instant.now());
        String operatorKey = keys.create(
                        new ApiKey.Request("operators", "test", KeyRole.OPERATOR, Optional.empty()), Instant.now())
                .secret();
        ApiServer server = ApiServer.start(parts, settings.apply(ApiSettings.onLoopback(0)));
        return new RunningApi(database, objects, server, key, otherKey, operatorKey);
    }

    Set<String> routes() {
        return server.routes();
    }

    public String key() {
        return key;
    }

    public String otherKey() {
        return otherKey;
    }

    /** The key of an operator, who belongs to a third tenant. */
    public String operatorKey() {
        return operatorKey;
    }

    public int port() {
        return server.port();
    }

    public Database database() {
        return database;
    }

    public ObjectStore objects() {
        return objects;
    }

    /** Keys of all objects in the bucket. */
    public List<String> objectKeys() {
        List<String> found = new ArrayList<>();
        objects.list("").forEachRemaining(o -> found.add(o.key()));
        return found;
    }

    /** The official SDK, which does not try again. */
    public OpenAIClient openai(String apiKey) {
        return OpenAIOkHttpClient.builder()
                .baseUrl("http://127.0.0.1:" + port() + "/v1")
                .apiKey(apiKey)
                .maxRetries(0)
                .build();
    }

    /** A request with the first tenant's key. */
    public HttpRequest.Builder request(String path) {
        return keyless(path).header("Authorization", "Bearer " + key);
    }

    /** A request with this key. */
    public HttpRequest.Builder request(String path, String otherKey) {
        return keyless(path).header("Authorization", "Bearer " + otherKey);
    }

    public HttpRequest.Builder keyless(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path));
    }

    /** Sends a request and holds the response against the API's description. */
    public HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
            DESCRIPTION.check(response);
            return response;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    public static JsonNode json(HttpResponse<String> response) {
        return JSON.readTree(response.body());
    }

    @Override
    public void close() {
        server.close();
        objects.close();
        database.close();
    }
}

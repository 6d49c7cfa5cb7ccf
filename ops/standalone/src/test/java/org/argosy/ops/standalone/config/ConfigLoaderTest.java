package org.argosy.ops.standalone.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.argosy.dispatcher.feed.FeedShares;
import org.argosy.schemas.Topics;
import org.argosy.storage.Limits;
import org.argosy.storage.tenants.RequestRate;
import org.argosy.storage.tenants.TenantPolicies;
import org.argosy.storage.tenants.TenantPolicy;
import org.argosy.storage.tenants.TokenQuota;
import org.argosy.storage.webhooks.AddressRules;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigLoaderTest {

    private static final String CLUSTER = """
            argosy:
              clusters:
                lab: { kind: openai, base-url: "http://localhost:8000/v1" }
              models:
                - { id: m, endpoints: [/v1/embeddings], routes: [ { cluster: lab } ] }
            """;

    @TempDir
    private Path directory;

    @Test
    void shouldReadTheBoundsOfARoute() throws IOException {
        ArgosySettings settings = new ConfigLoader(Map.of())
                .load(file(CLUSTER.replace(
                        "cluster: lab }",
                        "cluster: lab, rate: { requests-per-second: 2.5, tokens-per-minute: 60000,"
                                + " metrics-url: \"http://localhost:8000/metrics\", max-waiting: 3 } }")));

        assertThat(settings.models().getFirst().routes().getFirst().rate())
                .contains(new RateSettings(
                        Optional.of(2.5),
                        Optional.of(60_000L),
                        Optional.of(URI.create("http://localhost:8000/metrics")),
                        Optional.of(3)));
    }

    @ParameterizedTest
    @CsvSource({
        "requests-per-second: 0, requests-per-second must be positive",
        "tokens-per-minute: -1, tokens-per-minute must be at least 1",
        "max-waiting: 2, max-waiting needs metrics-url"
    })
    void shouldRefuseBoundsThatMakeNoSense(String bound, String problem) throws IOException {
        Path file = file(CLUSTER.replace("cluster: lab }", "cluster: lab, rate: { " + bound + " } }"));

        assertThatThrownBy(() -> new ConfigLoader(Map.of()).load(file))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(problem);
    }

    @Test
    void shouldUseDefaultsWhenThereIsNoFile() {
        ArgosySettings settings = new ConfigLoader(Map.of()).defaults();

        assertThat(settings)
                .isEqualTo(new ArgosySettings(
                        Path.of("~/.argosy"),
                        Set.of(Role.API, Role.DISPATCHER, Role.WORKERS),
                        Profile.ARGOSY,
                        new ServerSettings("127.0.0.1", 8080, "127.0.0.1", 0, new DataSize(16_000_000_000L), 96, 32),
                        Map.of(),
                        List.of(),
                        new BatchSettings(Optional.empty(), Optional.empty(), Optional.empty()),
                        settings.limits(),
                        new KafkaSettings(Map.of(), Topics.defaults()),
                        new DatabaseSettings(Map.of()),
                        settings.objects(),
                        new WebhookSettings(false),
                        settings.tenants(),
                        new FeedingSettings(0.5, 0.75, Duration.ofSeconds(3), 256)));
        assertThat(settings.feeding().shares()).isEqualTo(FeedShares.defaults());
        assertThat(settings.tenants().policies()).isEqualTo(TenantPolicies.UNBOUNDED);
        assertThat(settings.effectiveLimits()).isEqualTo(Limits.defaults());
        assertThat(settings.minCompletionWindow()).isEqualTo(Duration.ofHours(1));
        assertThat(settings.maxCompletionWindow()).isEqualTo(Duration.ofDays(7));
        assertThat(settings.kafka().embedded()).isTrue();
        assertThat(settings.database().embedded()).isTrue();
        assertThat(settings.objects().embedded()).isTrue();
    }

    @Test
    void shouldReadHowModelsAreDivided() throws IOException {
        ArgosySettings settings = new ConfigLoader(Map.of())
                .load(
                        file(
                                "argosy: { feeding: { urgent-share: 0.2, small-share: 0, little-time: 10s, little-lines: 0 } }"));

        assertThat(settings.feeding()).isEqualTo(new FeedingSettings(0.2, 0, Duration.ofSeconds(10), 0));
    }

    @Test
    void shouldReadEveryKeyWhenAllAreWritten() throws IOException {
        ArgosySettings settings =
                new ConfigLoader(Map.of("LAB_TOKEN", "s3cret", "ARGOSY_DATABASE_PASSWORD", "pw")).load(file("""
                        argosy:
                          data-dir: /srv/argosy
                          roles: [api, workers]
                          profile: openai
                          server: { address: 0.0.0.0, port: 9000, management-address: "::", management-port: 9001, spool-size: 1GB, downloads: 12, tenant-downloads: 4 }
                          clusters:
                            lab:
                              kind: openai
                              base-url: http://localhost:8000/v1
                              auth: { kind: bearer, token: "${LAB_TOKEN}" }
                              max-concurrency: 512
                              connect-timeout: 5s
                              request-timeout: 10m
                              max-attempts: 3
                            other:
                              kind: sambanova
                              base-url: https://other.example/v1
                              auth: { kind: bearer, token-file: /run/token }
                            sophia:
                              kind: first-gateway
                              base-url: https://sophia.example/vllm/v1
                              auth: { kind: globus, client-id: us, token-env: SECRET, scope: "a b", token-url: "https://auth.example/token" }
                              cold-probe: 2m
                          models:
                            - id: org/m
                              endpoints: [/v1/chat/completions, /v1/completions, /v1/embeddings, /v1/responses]
                              routes: [ { cluster: lab, model: m }, { cluster: other } ]
                          batches: { min-completion-window: 2h, max-completion-window: 24h, keep-plans: 5m }
                          limits:
                            file-size: 1GB
                            batch-size: 100MiB
                            batch-lines: 10
                            line-size: 4096
                            batch-models: 3
                            validation-errors: 7
                          kafka:
                            bootstrap: { servers: [a:9092, b:9092] }
                            security.protocol: SASL_SSL
                            work-partitions: 3
                            outcome-partitions: 2
                            replication-factor: 3
                          database:
                            url: jdbc:postgresql://db/argosy
                            username: argosy
                            maximum-pool-size: 7
                            sslmode: verify-full
                          objects:
                            endpoint: https://s3.example
                            bucket: batches
                            region: eu-west-1
                            access-key: id
                            secret-key: "${MISSING:fallback}"
                            part-size: 16MiB
                            connect-timeout: 1s
                            io-timeout: 30s
                            max-connections: 9
                        """));

        assertThat(settings.dataDir()).isEqualTo(Path.of("/srv/argosy"));
        assertThat(settings.roles()).containsExactlyInAnyOrder(Role.API, Role.WORKERS);
        assertThat(settings.server())
                .isEqualTo(new ServerSettings("0.0.0.0", 9000, "::", 9001, new DataSize(1_000_000_000), 12, 4));
        assertThat(settings.clusters().get("lab"))
                .isEqualTo(new ClusterSettings(
                        "openai",
                        URI.create("http://localhost:8000/v1"),
                        Optional.of(auth("bearer", Optional.of("s3cret"), Optional.empty())),
                        Optional.of(512),
                        Optional.of(Duration.ofSeconds(5)),
                        Optional.of(Duration.ofMinutes(10)),
                        Optional.of(3),
                        Optional.empty()));
        assertThat(settings.clusters().get("sophia"))
                .isEqualTo(new ClusterSettings(
                        "first-gateway",
                        URI.create("https://sophia.example/vllm/v1"),
                        Optional.of(new AuthSettings(
                                "globus",
                                Optional.empty(),
                                Optional.empty(),
                                Optional.of("SECRET"),
                                Optional.of("us"),
                                Optional.of("a b"),
                                Optional.of(URI.create("https://auth.example/token")))),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(Duration.ofMinutes(2))));
        assertThat(settings.clusters().get("other"))
                .isEqualTo(new ClusterSettings(
                        "sambanova",
                        URI.create("https://other.example/v1"),
                        Optional.of(auth("bearer", Optional.empty(), Optional.of(Path.of("/run/token")))),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()));
        assertThat(settings.models())
                .containsExactly(new ModelSettings(
                        "org/m",
                        Set.of("/v1/chat/completions", "/v1/completions", "/v1/embeddings", "/v1/responses"),
                        List.of(
                                new RouteSettings("lab", Optional.of("m")),
                                new RouteSettings("other", Optional.empty()))));
        assertThat(settings.minCompletionWindow()).isEqualTo(Duration.ofHours(2));
        assertThat(settings.maxCompletionWindow()).isEqualTo(Duration.ofHours(24));
        assertThat(settings.batches().keepPlans()).contains(Duration.ofMinutes(5));
        assertThat(settings.effectiveLimits())
                .isEqualTo(new Limits(1_000_000_000, 8L << 30, 100 << 20, 10, 4096, 3, 7));
        assertThat(settings.kafka())
                .isEqualTo(new KafkaSettings(
                        Map.of("bootstrap.servers", "a:9092,b:9092", "security.protocol", "SASL_SSL"),
                        new Topics(3, 2, Optional.of((short) 3))));
        assertThat(settings.database().pool().getJdbcUrl()).isEqualTo("jdbc:postgresql://db/argosy");
        assertThat(settings.database().pool().getUsername()).isEqualTo("argosy");
        assertThat(settings.database().pool().getPassword()).isEqualTo("pw");
        assertThat(settings.database().pool().getMaximumPoolSize()).isEqualTo(7);
        assertThat(settings.database().pool().getDataSourceProperties()).containsEntry("sslmode", "verify-full");
        assertThat(settings.objects())
                .isEqualTo(new ObjectSettings(
                        Optional.of(URI.create("https://s3.example")),
                        Optional.of("batches"),
                        Optional.of("eu-west-1"),
                        Optional.of("id"),
                        Optional.of("fallback"),
                        Optional.of(new DataSize(16 << 20)),
                        Optional.of(Duration.ofSeconds(1)),
                        Optional.of(Duration.ofSeconds(30)),
                        Optional.of(9)));
    }

    @Test
    void shouldTakeOpenAiLimitsWhenTheProfileSaysSo() throws IOException {
        ArgosySettings settings = new ConfigLoader(Map.of()).load(file("argosy: { profile: openai }"));

        assertThat(settings.effectiveLimits()).isEqualTo(Limits.openai());
        assertThat(settings.minCompletionWindow()).isEqualTo(Duration.ofHours(24));
        assertThat(settings.maxCompletionWindow()).isEqualTo(Duration.ofHours(24));
    }

    @Test
    void shouldAllowWebhooksToPrivateAddressesWhenToldTo() throws IOException {
        ArgosySettings settings =
                new ConfigLoader(Map.of()).load(file("argosy: { webhooks: { allow-private-addresses: true } }"));

        assertThat(settings.webhooks().addresses().allowPrivate()).isTrue();
        assertThat(new ConfigLoader(Map.of()).defaults().webhooks().addresses()).isEqualTo(AddressRules.PUBLIC_ONLY);
    }

    @Test
    void shouldGiveTenantsWhatIsWrittenForThemOverTheDefaults() throws IOException {
        TenantPolicies policies =
                new ConfigLoader(Map.of()).load(file("""
                argosy:
                  tenants:
                    defaults: { max-open-batches: 20, max-enqueued-tokens: 2000000, requests-per-second: 2.5 }
                    named:
                      physics:
                        weight: 3
                        when-enqueued-tokens-exceeded: wait
                        max-enqueued-tokens-of: { openai/gpt-oss-120b: 500 }
                        max-bytes: 5GB
                        request-burst: 40
                """)).tenants().policies();

        assertThat(policies.of("other"))
                .isEqualTo(new TenantPolicy(
                        1,
                        OptionalInt.of(20),
                        new TokenQuota(OptionalLong.of(2_000_000), Map.of(), false),
                        OptionalLong.empty(),
                        Optional.of(new RequestRate(2.5, 3))));
        assertThat(policies.of("physics"))
                .isEqualTo(new TenantPolicy(
                        3,
                        OptionalInt.of(20),
                        new TokenQuota(OptionalLong.of(2_000_000), Map.of("openai/gpt-oss-120b", 500L), true),
                        OptionalLong.of(5_000_000_000L),
                        Optional.of(new RequestRate(2.5, 40))));
    }

    @Test
    void shouldTakeAnEmptyFileAsDefaults() throws IOException {
        assertThat(new ConfigLoader(Map.of()).load(file("# nothing\n")))
                .isEqualTo(new ConfigLoader(Map.of()).defaults());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            argosy: { sever: { port: 1 } }                         | unknown key argosy.sever; did you mean server?
            argosy: { server: { prot: 1 } }                        | unknown key argosy.server.prot; did you mean port?
            server: { port: 1 }                                    | unknown key server; everything belongs under argosy:
            argosy: { server: { port: many } }                     | argosy.server.port cannot be 'many'; it must be a whole number
            argosy: { server: { port: 70000 } }                    | argosy.server.port must be between 0 and 65535
            argosy: { server: 8080 }                               | argosy.server must be a group of keys and values
            argosy: { roles: [api, cook] }                         | argosy.roles[1] cannot be 'cook', only api, dispatcher, workers
            argosy: { tenants: { named: { a: { weight: 0 } } } }   | argosy.tenants.named.a.weight must be between 1 and 1000
            argosy: { tenants: { defaults: { wait: 1 } } }         | unknown key argosy.tenants.defaults.wait
            argosy: { roles: [] }                                  | argosy.roles must name at least one
            argosy: { models: {} }                                 | argosy.models must be a list
            argosy: { batches: { min-completion-window: soon } }   | argosy.batches.min-completion-window is no duration: 'soon'
            argosy: { batches: { keep-plans: -1h } }               | argosy.batches.keep-plans
            argosy: { batches: { min-completion-window: 8d } }     | argosy.batches.min-completion-window is longer than
            argosy: { limits: { line-size: big } }                 | argosy.limits.line-size is no size: 'big'
            argosy: { limits: { batch-lines: 0 } }                 | argosy.limits.batch-lines must be at least 1
            argosy: { profile: azure }                             | argosy.profile cannot be 'azure', only argosy, openai
            argosy: { feeding: { urgent-share: 2 } }               | argosy.feeding.urgent-share must be between 0 and 1
            argosy: { webhooks: { allow-private: true } }          | unknown key argosy.webhooks.allow-private; known keys are allow-private-addresses
            argosy: { webhooks: { allow-private-addresses: maybe } } | argosy.webhooks.allow-private-addresses cannot be 'maybe'; it must be true or false
            argosy: { data-dir: "${NOWHERE}" }                     | argosy.data-dir refers to the environment variable NOWHERE
            argosy: { clusters: { a: { kind: vllm } } }            | argosy.clusters.a.kind must be one of openai, first-gateway, sambanova, not 'vllm'
            argosy: { clusters: { a: { kind: openai } } }          | argosy.clusters.a.base-url is missing
            argosy: { clusters: { a: { kind: openai, base-url: "ftp://x" } } } | argosy.clusters.a.base-url must begin with http
            argosy: { clusters: { a: { kind: openai, base-url: "http://x", auth: { kind: globus } } } } | argosy.clusters.a.auth.client-id is missing
            argosy: { clusters: { a: { kind: openai, base-url: "http://x", auth: { kind: globus, client-id: us } } } } | argosy.clusters.a.auth needs the client's secret
            argosy: { clusters: { a: { kind: openai, base-url: "http://x", auth: { kind: bearer, token: t, scope: s } } } } | argosy.clusters.a.auth.kind must be globus
            argosy: { clusters: { a: { kind: openai, base-url: "http://x", cold-probe: 0s } } } | argosy.clusters.a.cold-probe must be positive
            argosy: { clusters: { a: { kind: openai, base-url: "http://x", auth: { kind: bearer } } } } | argosy.clusters.a.auth needs one of token, token-file and token-env
            argosy: { clusters: { a: { kind: openai, base-url: "http://x" } } } | argosy.models is missing
            argosy: { models: [ { id: m, endpoints: [/v1/embeddings], routes: [ { cluster: b } ] } ] } | argosy.models[0].routes[0].cluster names b
            argosy: { models: [ { id: m, endpoints: [/v1/audio], routes: [ { cluster: b } ] } ] } | argosy.models[0].endpoints has '/v1/audio'
            argosy: { kafka: { acks: all } }                       | argosy.kafka.bootstrap.servers is missing
            argosy: { kafka: { bootstrap-servers: "x:1" } }        | argosy.kafka.bootstrap-servers is no property of Kafka's clients; did you mean bootstrap.servers?
            argosy: { database: { url: "jdbc:postgresql://x/y", pool-size: 1 } } | argosy.database.pool-size is no property
            argosy: { database: { username: x } }                  | argosy.database.url is missing
            argosy: { objects: { bucket: x } }                     | argosy.objects.endpoint is missing
            argosy: [                                              | is no valid YAML, line 1
            argosy: { roles: [api], roles: [api] }                 | is no valid YAML
            """)
    void shouldNameFileKeyAndProblemWhenAnythingIsWrong(String yaml, String problem) throws IOException {
        Path file = file(yaml);

        assertThatThrownBy(() -> new ConfigLoader(Map.of()).load(file))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining(problem);
    }

    @Test
    void shouldSuggestTheClusterWhenARouteMisspellsIt() throws IOException {
        Path file = file(CLUSTER.replace("cluster: lab", "cluster: lap"));

        assertThatThrownBy(() -> new ConfigLoader(Map.of()).load(file)).hasMessageContaining("did you mean lab?");
    }

    @Test
    void shouldSayWhichFileWhenItDoesNotExist() {
        assertThatThrownBy(() -> new ConfigLoader(Map.of()).load(directory.resolve("none.yaml")))
                .hasMessage("Cannot read the configuration file " + directory.resolve("none.yaml") + ".");
    }

    @Test
    void shouldKeepSecretsOutOfItsText() throws IOException {
        ArgosySettings settings = new ConfigLoader(Map.of())
                .load(file(CLUSTER.replace("/v1\"", "/v1\", auth: { kind: bearer, token: s3cret }")));

        assertThat(settings.toString()).doesNotContain("s3cret");
    }

    private static AuthSettings auth(String kind, Optional<String> token, Optional<Path> file) {
        return new AuthSettings(
                kind, token, file, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    private Path file(String yaml) throws IOException {
        return Files.writeString(directory.resolve("argosy.yaml"), yaml);
    }
}

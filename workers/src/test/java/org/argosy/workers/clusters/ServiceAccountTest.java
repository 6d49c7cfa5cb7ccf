package org.argosy.workers.clusters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.argosy.ops.simulator.SimulatedCluster;
import org.argosy.ops.simulator.SimulatorSettings;
import org.argosy.ops.simulator.TokenGrant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class ServiceAccountTest {

    private static final String SECRET = "the-clients-s3cret";
    private static final Duration LIFETIME = Duration.ofDays(2);

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
    private final Clock clock = new Clock() {
        @Override
        public Instant instant() {
            return Objects.requireNonNull(now.get());
        }

        @Override
        public java.time.ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(java.time.ZoneId zone) {
            return this;
        }
    };
    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
    private SimulatedCluster issuer;

    @TempDir
    private Path directory;

    @BeforeEach
    void start() throws Exception {
        InstantSource time = clock;
        issuer = SimulatedCluster.start(
                SimulatorSettings.builder()
                        .tokens(new TokenGrant("argosy", SECRET, LIFETIME))
                        .build(),
                time);
        logged.start();
        root().addAppender(logged);
    }

    @AfterEach
    void stop() {
        root().detachAppender(logged);
        issuer.close();
    }

    @Test
    void shouldFetchOneTokenWhenManyAskAtOnce() throws Exception {
        Credentials credentials = account(new Auth.Bearer(SECRET));
        Set<String> tokens = new HashSet<>();

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<String> ask = () -> credentials.bearer().orElseThrow();
            List<Future<String>> asked = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                asked.add(threads.submit(ask));
            }
            for (Future<String> token : asked) {
                tokens.add(token.get());
            }
        }

        assertThat(tokens).hasSize(1);
        assertThat(issuer.tokensIssued()).isEqualTo(1);
    }

    @Test
    void shouldRenewBeforeTheTokenEnds() throws Exception {
        Credentials credentials = account(new Auth.Bearer(SECRET));
        Optional<String> first = credentials.bearer();

        now.updateAndGet(time -> time.plus(LIFETIME).minus(Duration.ofMinutes(10)));
        assertThat(credentials.bearer()).isEqualTo(first);
        now.updateAndGet(time -> time.plus(Duration.ofMinutes(6)));
        assertThat(credentials.bearer()).isNotEqualTo(first);
        assertThat(issuer.tokensIssued()).isEqualTo(2);
    }

    @Test
    void shouldUseTheOldTokenWhileItHoldsWhenItCannotBeRenewed() throws Exception {
        Credentials credentials = account(new Auth.Bearer(SECRET));
        Optional<String> first = credentials.bearer();
        issuer.goAway();

        now.updateAndGet(time -> time.plus(LIFETIME).minus(Duration.ofMinutes(1)));
        assertThat(credentials.bearer()).isEqualTo(first);
        now.updateAndGet(time -> time.plus(Duration.ofMinutes(2)));
        assertThatThrownBy(credentials::bearer)
                .isInstanceOfSatisfying(
                        CredentialsException.class,
                        e -> assertThat(e.isDenied()).isFalse());
    }

    @Test
    void shouldRenewOnceWhenATokenIsRefused() throws Exception {
        Credentials credentials = account(new Auth.Bearer(SECRET));
        Optional<String> first = credentials.bearer();
        now.updateAndGet(time -> time.plus(Duration.ofHours(1)));

        assertThat(credentials.renew(first)).isTrue();
        Optional<String> second = credentials.bearer();
        assertThat(second).isNotEqualTo(first);
        assertThat(credentials.renew(first)).isTrue();
        assertThat(credentials.renew(second)).isFalse();
        assertThat(issuer.tokensIssued()).isEqualTo(2);
    }

    @Test
    void shouldBeDeniedUntilTheSecretsFileChanges() throws Exception {
        Path file = Files.writeString(directory.resolve("secret"), "wrong-s3cret");
        Credentials credentials = account(new Auth.TokenFile(file));
        long version = credentials.version();

        assertThatThrownBy(credentials::bearer)
                .isInstanceOfSatisfying(
                        CredentialsException.class,
                        e -> assertThat(e.isDenied()).isTrue())
                .hasMessage("the token endpoint answered 401 invalid_client");

        Files.writeString(file, SECRET + "\n");
        Files.setLastModifiedTime(
                file, java.nio.file.attribute.FileTime.from(Instant.now().plusSeconds(5)));
        org.awaitility.Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> credentials.version() != version);
        assertThat(credentials.bearer()).isPresent();
    }

    @Test
    void shouldTellNoSecretToTheLogOrInErrors() throws Exception {
        Auth.Bearer secret = new Auth.Bearer(SECRET);
        Credentials good = account(secret);
        String token = good.bearer().orElseThrow();
        Credentials wrong = account(new Auth.Bearer("wrong-s3cret"));
        assertThatThrownBy(wrong::bearer).message().doesNotContain("s3cret");
        issuer.goAway();
        assertThatThrownBy(() -> account(secret).bearer()).message().doesNotContain("s3cret");

        assertThat(List.of(secret.toString(), good.toString(), wrong.toString()))
                .noneMatch(text -> text.contains("s3cret"));
        assertThat(logged.list)
                .extracting(event -> event.getFormattedMessage() + event.getKeyValuePairs() + event.getThrowableProxy())
                .isNotEmpty()
                .noneMatch(text -> text.contains("s3cret") || text.contains(token));
    }

    private Credentials account(Auth secret) {
        return Credentials.of(
                new Auth.ServiceAccount(URI.create(issuer.tokenUrl()), "argosy", secret, List.of("scope:all")), clock);
    }

    private static Logger root() {
        return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    }
}

package org.argosy.dispatcher.webhooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.argosy.dispatcher.testing.Stores;
import org.argosy.storage.webhooks.AddressRules;
import org.eclipse.jetty.util.SocketAddressResolver;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No endpoint makes the dispatcher call its own network, whatever its name's owner says. */
class GuardedAddressesIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final WebhookSettings OPEN = WebhookBench.settings(Duration.ofSeconds(10));
    private static final WebhookSettings GUARDED = OPEN.withAddresses(AddressRules.PUBLIC_ONLY);

    private static final Stores STORES = new Stores();

    private final WebhookBench bench = new WebhookBench(STORES);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @AfterAll
    static void close() {
        STORES.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"https://hooks.test:%d/", "https://127.0.0.1:%d/", "https://[::1]:%d/", "http://hooks.test:%d/"})
    @Tag("webhooks.guard")
    void shouldNotConnectToItsOwnMachine(String url) throws Exception {
        AtomicInteger connections = new AtomicInteger();
        try (Receiver receiver = new Receiver((exchange, _) -> {
                    connections.incrementAndGet();
                    exchange.sendResponseHeaders(200, -1);
                });
                WebhookDeliverer _ =
                        bench.start(GUARDED, client(GUARDED, new SslContextFactory.Client(), loopback()))) {
            bench.endpoint(url.formatted(receiver.port()));
            bench.end();

            await().atMost(LIMIT)
                    .until(() -> bench.delivery("attempts || status").equals("1pending"));

            assertThat(bench.delivery("error")).containsAnyOf("has no public address", "its URL is not allowed");
            assertThat(connections).hasValue(0);
            assertThat(bench.meters
                            .get("argosy.webhooks.try")
                            .tag("outcome", "forbidden")
                            .timer()
                            .count())
                    .isEqualTo(1);
        }
    }

    /** The look-up is asked once a try, and its answer is where the connection goes, under the name of the URL. */
    @Test
    void shouldConnectToTheAddressThatWasCheckedUnderTheNameOfTheUrl() throws Exception {
        KeyStore keys = keys();
        List<String> names = new CopyOnWriteArrayList<>();
        AtomicInteger lookUps = new AtomicInteger();
        HttpsServer https = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
        https.setHttpsConfigurator(new HttpsConfigurator(context(keys)));
        SslContextFactory.Client tls = new SslContextFactory.Client();
        tls.setTrustStore(keys);
        try (Receiver receiver = new Receiver(https, (exchange, _) -> {
                    ExtendedSSLSession session = (ExtendedSSLSession) ((HttpsExchange) exchange).getSSLSession();
                    session.getRequestedServerNames().forEach(name -> names.add(name.toString()));
                    exchange.sendResponseHeaders(200, -1);
                });
                WebhookDeliverer _ = bench.start(OPEN, client(OPEN, tls, counting(lookUps)))) {
            bench.endpoint("https://hooks.test:" + receiver.port() + "/in");
            bench.end();

            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(bench.delivery("status || coalesce(error, '')"))
                            .isEqualTo("delivered"));

            assertThat(names).singleElement().asString().contains("hooks.test");
            assertThat(receiver.deliveries().getFirst().header("host")).isEqualTo("hooks.test:" + receiver.port());
            assertThat(lookUps).hasValue(1);
        }
    }

    @Test
    void shouldRefuseACertificateOfAnotherName() throws Exception {
        KeyStore keys = keys();
        HttpsServer https = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
        https.setHttpsConfigurator(new HttpsConfigurator(context(keys)));
        SslContextFactory.Client tls = new SslContextFactory.Client();
        tls.setTrustStore(keys);
        try (Receiver receiver = new Receiver(https, Receiver.status(200));
                WebhookDeliverer _ = bench.start(OPEN, client(OPEN, tls, loopback()))) {
            bench.endpoint("https://other.test:" + receiver.port() + "/in");
            bench.end();

            await().atMost(LIMIT)
                    .until(() -> bench.delivery("attempts || status").equals("1pending"));

            assertThat(bench.delivery("error")).startsWith("it could not be reached");
            assertThat(receiver.deliveries()).isEmpty();
        }
    }

    private static WebhookClient client(
            WebhookSettings settings, SslContextFactory.Client tls, UnaryOperator<SocketAddressResolver> names) {
        return new WebhookClient(settings, tls, names);
    }

    /** A name server that says that everything is here. */
    private static UnaryOperator<SocketAddressResolver> loopback() {
        return counting(new AtomicInteger());
    }

    private static UnaryOperator<SocketAddressResolver> counting(AtomicInteger lookUps) {
        return _ -> (_, port, _, promise) -> {
            lookUps.incrementAndGet();
            promise.succeeded(List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), port)));
        };
    }

    private KeyStore keys() throws Exception {
        Path file = directory.resolve("keys.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "hooks",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=hooks.test",
                        "-ext",
                        "san=dns:hooks.test",
                        "-validity",
                        "2",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        "changeit")
                .inheritIO()
                .start();
        assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return KeyStore.getInstance(file.toFile(), "changeit".toCharArray());
    }

    private static SSLContext context(KeyStore keys) throws Exception {
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, "changeit".toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }
}

package org.argosy.ops.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.argosy.ops.standalone.client.ApiException;
import org.argosy.ops.standalone.client.ArgosyClient;
import org.argosy.ops.standalone.client.UnreachableException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PatienceTest {

    private final List<String> said = new ArrayList<>();
    private final AtomicInteger calls = new AtomicInteger();
    private HttpServer server;
    private ArgosyClient client;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.start();
        client = new ArgosyClient(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort()), Optional.empty());
    }

    @AfterEach
    void stop() {
        client.close();
        server.stop(0);
    }

    @ParameterizedTest
    @CsvSource({"429", "503", "500"})
    void shouldAskAgainWhereTheServerWantsToBeAskedLater(int status) {
        refuse(1, status, false);

        assertThat(patience(Patience.LONG).bear(() -> client.batch("batch_1")).id())
                .isEqualTo("batch_1");
        assertThat(said).containsExactly("Come again.; trying again.", "The server answers again.");
        assertThat(calls).hasValue(2);
    }

    @Test
    void shouldNotAskAgainWhatWouldBeRefusedAgain() {
        refuse(1, 429, true);

        assertThatThrownBy(() -> patience(Patience.LONG).bear(() -> client.batch("batch_1")))
                .isInstanceOf(ApiException.class);
        assertThat(said).isEmpty();
    }

    @Test
    void shouldGiveUpAfterAWhile() {
        server.stop(0);

        assertThatThrownBy(() -> patience(Duration.ZERO).bear(() -> client.batch("batch_1")))
                .isInstanceOf(UnreachableException.class);
        assertThat(said).hasSize(1);
    }

    @Test
    void shouldPassOnOnceWhatComesAgain() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        AgainStream again = new AgainStream(out);
        again.fromStart().write("abc".getBytes(StandardCharsets.UTF_8));
        again.fromStart().write("ab".getBytes(StandardCharsets.UTF_8));
        again.write("cdef".getBytes(StandardCharsets.UTF_8));
        again.write('g');

        assertThat(out).hasToString("abcdefg");
    }

    private Patience patience(Duration limit) {
        return new Patience(limit, said::add);
    }

    private void refuse(int times, int status, boolean forGood) {
        server.createContext("/", exchange -> {
            boolean refused = calls.incrementAndGet() <= times;
            if (refused) {
                exchange.getResponseHeaders().set("Retry-After", "0");
                exchange.getResponseHeaders().set("x-should-retry", Boolean.toString(!forGood));
            }
            byte[] body = (refused ? "{\"error\":{\"message\":\"Come again.\"}}" : "{\"id\":\"batch_1\"}")
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(refused ? status : 200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
    }
}

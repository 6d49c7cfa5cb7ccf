package org.argosy.ops.simulator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.argosy.ops.simulator.http.HttpAnswer;
import org.argosy.ops.simulator.http.HttpCall;
import org.argosy.ops.simulator.http.HttpFace;
import org.argosy.ops.simulator.wire.ApiError;
import org.argosy.ops.simulator.wire.Endpoint;
import org.argosy.ops.simulator.wire.ErrorWriter;

/**
 * A real HTTP server that behaves like an inference cluster with continuous batching, without a model. Every method is
 * thread-safe; changes hold for requests that come after them.
 */
public final class SimulatedCluster implements AutoCloseable {

    private final SimulatorSettings settings;
    private final Controls controls;
    private final ColdStarts coldStarts;
    private final TokenDesk tokens;
    private final SlotGate gate;
    private final StatsRecorder stats;
    private final InferenceCalls inference;
    private final InfoCalls info;
    private final HttpFace http;

    private SimulatedCluster(SimulatorSettings settings, InstantSource clock) throws IOException {
        this.settings = settings;
        this.controls = new Controls(settings);
        this.coldStarts = new ColdStarts(clock, settings);
        this.tokens = new TokenDesk(clock, settings.tokens());
        this.gate = new SlotGate(settings.pace().slots(), settings.queueLimit());
        this.stats = new StatsRecorder(clock, settings.recordLimit());
        this.info = new InfoCalls(settings, coldStarts);
        this.inference = new InferenceCalls(
                settings, controls, coldStarts, tokens, gate, stats, new ModelWork(settings, controls, clock));
        this.http = HttpFace.start(
                new InetSocketAddress(settings.host(), settings.port()),
                settings.ioThreads(),
                settings.maxBodyBytes(),
                this::route);
    }

    /**
     * Starts a cluster; it serves when this returns.
     *
     * @throws IOException when the port cannot be bound
     */
    public static SimulatedCluster start(SimulatorSettings settings) throws IOException {
        return start(settings, InstantSource.system());
    }

    /** The same with a clock of one's own for cold starts and statistics; answers keep real time. */
    public static SimulatedCluster start(SimulatorSettings settings, InstantSource clock) throws IOException {
        return new SimulatedCluster(settings, clock);
    }

    public int port() {
        return http.port();
    }

    /** What a client configures as its base URL; ends in {@code /v1}. */
    public String baseUrl() {
        return rootUrl() + settings.flavour().basePath();
    }

    /** Scheme, host and port; {@code /stats} and {@code /control} are right below. */
    public String rootUrl() {
        return "http://" + settings.host() + ":" + port();
    }

    public SimulatorStats stats() {
        return stats.snapshot(gate);
    }

    public void resetStats() {
        stats.reset(gate);
    }

    /** Changes the number of slots. With fewer, who runs goes on. */
    public void setSlots(int slots) {
        if (slots < 1) {
            throw new IllegalArgumentException("slots must be at least 1, not " + slots);
        }
        gate.setSlots(slots);
    }

    public void setFaults(FaultRule... faults) {
        setFaults(List.of(faults));
    }

    /** Replaces the faults; the first rule that matches a request befalls it. */
    public void setFaults(List<FaultRule> faults) {
        controls.setFaults(faults);
    }

    /** Makes answers slower (above 1) or faster. */
    public void setLatencyFactor(double factor) {
        controls.setLatencyFactor(factor);
    }

    /** Starts nobody until {@link #resume()}: requests wait in the queue. */
    public void pause() {
        gate.setPaused(true);
    }

    public void resume() {
        gate.setPaused(false);
    }

    /** Unloads the models: the next request finds each cold again, where a cold start is configured. */
    public void coolDown() {
        coldStarts.coolDown();
    }

    /** Asks for another bearer token, or none when empty. */
    public void setApiKey(Optional<String> apiKey) {
        controls.setApiKey(apiKey);
    }

    /** Where a client gets tokens, when a service account is configured. */
    public String tokenUrl() {
        return rootUrl() + "/oauth2/token";
    }

    /** Tokens given out so far. */
    public long tokensIssued() {
        return tokens.issued();
    }

    /** Ends all tokens before their time. */
    public void revokeTokens() {
        tokens.revokeAll();
    }

    /** Is gone until {@link #comeBack()}: nobody listens, and open connections are cut. */
    public void goAway() {
        http.unbind();
    }

    /** Is gone for so long, and comes back by itself. Returns at once. */
    public void outage(Duration length) {
        Thread.ofVirtual().name("simulator-outage").start(() -> {
            goAway();
            try {
                Thread.sleep(length);
                comeBack();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /**
     * Listens on the same port again.
     *
     * @throws IOException when somebody else has taken it
     */
    public void comeBack() throws IOException {
        http.bind();
    }

    /** Stops listening and cuts the open connections. */
    @Override
    public void close() {
        http.close();
    }

    private void route(HttpCall call) {
        String path = call.path();
        if (call.method().equals("POST")) {
            var endpoint = Endpoint.of(path);
            if (endpoint.isPresent()) {
                inference.handle(endpoint.get(), call);
            } else if (path.endsWith("/oauth2/token")) {
                call.answer(tokens.answer(call));
            } else if (path.equals("/control")) {
                call.answer(control(call.body()));
            } else {
                call.answer(notFound(path));
            }
        } else {
            call.answer(get(path));
        }
    }

    private HttpAnswer get(String path) {
        return switch (path) {
            case "/stats" -> HttpAnswer.json(200, StatsWriter.write(stats()));
            case "/records" -> HttpAnswer.json(200, StatsWriter.writeRecords(stats()));
            case "/health" -> info.health();
            case "/status" -> info.status();
            default -> {
                if (path.endsWith("/v1/models")) {
                    yield info.models();
                }
                yield path.endsWith("/jobs") ? info.jobs() : notFound(path);
            }
        };
    }

    private HttpAnswer control(byte[] body) {
        try {
            ControlReader.apply(body, this);
            return HttpAnswer.json(200, StatsWriter.write(stats()));
        } catch (IllegalArgumentException e) {
            return HttpAnswer.json(400, ErrorWriter.openAi(ApiError.badRequest(String.valueOf(e.getMessage()), null)));
        }
    }

    private static HttpAnswer notFound(String path) {
        String detail = "{\"detail\":\"Not Found\"}";
        return HttpAnswer.json(Endpoint.of(path).isPresent() ? 405 : 404, detail.getBytes(StandardCharsets.UTF_8));
    }
}

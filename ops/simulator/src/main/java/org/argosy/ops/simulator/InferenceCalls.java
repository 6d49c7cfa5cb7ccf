package org.argosy.ops.simulator;

import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.argosy.ops.simulator.http.HttpAnswer;
import org.argosy.ops.simulator.http.HttpCall;
import org.argosy.ops.simulator.wire.ApiError;
import org.argosy.ops.simulator.wire.Endpoint;
import org.argosy.ops.simulator.wire.ErrorWriter;
import org.argosy.ops.simulator.wire.InferenceRequest;
import org.argosy.ops.simulator.wire.JsonText;
import org.argosy.ops.simulator.wire.RefusedException;
import org.argosy.ops.simulator.wire.RequestReader;

/** Takes inference requests in: credentials, cold models, faults and mistakes first, then the queue. */
final class InferenceCalls {

    private static final int STALL_AFTER_BYTES = 40;

    private final SimulatorSettings settings;
    private final Controls controls;
    private final ColdStarts coldStarts;
    private final TokenDesk tokens;
    private final SlotGate gate;
    private final StatsRecorder stats;
    private final ModelWork models;
    private final AtomicLong arrivals = new AtomicLong();

    InferenceCalls(
            SimulatorSettings settings,
            Controls controls,
            ColdStarts coldStarts,
            TokenDesk tokens,
            SlotGate gate,
            StatsRecorder stats,
            ModelWork models) {
        this.settings = settings;
        this.controls = controls;
        this.coldStarts = coldStarts;
        this.tokens = tokens;
        this.gate = gate;
        this.stats = stats;
        this.models = models;
    }

    void handle(Endpoint endpoint, HttpCall call) {
        long arrival = arrivals.getAndIncrement();
        InferenceRequest request = null;
        ApiError mistake = null;
        try {
            request = RequestReader.read(endpoint, call.body());
        } catch (RefusedException e) {
            mistake = e.error();
        }
        long bodyHash = Mix.hash(call.body());
        stats.opened(request == null ? "?" : Objects.requireNonNull(request.model()));
        if (stats.recordsRequests()) {
            stats.recorded(request == null || request.user() == null ? Long.toHexString(bodyHash) : request.user());
        }
        if (!authorised(call)) {
            front(call, new ApiError(401, "AuthenticationError", "Unauthorized", null, "unauthorized"));
        } else if (request != null && !coldStarts.wake(Objects.requireNonNull(request.model()))) {
            front(call, cold());
        } else if (request == null) {
            server(call, Objects.requireNonNull(mistake));
        } else {
            accept(endpoint, call, request, bodyHash, arrival);
        }
    }

    private void accept(Endpoint endpoint, HttpCall call, InferenceRequest request, long bodyHash, long arrival) {
        Work work;
        try {
            work = models.of(endpoint, request, bodyHash);
        } catch (RefusedException e) {
            server(call, e.error());
            return;
        }
        var fault = controls.faultFor(arrival, request);
        if (fault.isPresent()) {
            befall(call, fault.get(), work);
        } else if (!new Inference(call, work, gate, stats).start()) {
            var answer = ErrorWriter.fromFront(
                    settings.flavour(), new ApiError(429, "RateLimitError", "Queue Full", null, "queue_full"));
            refuse(
                    call,
                    settings.queueRetryAfter()
                            .map(wait -> retryAfter(answer, wait.toMillis()))
                            .orElse(answer));
        }
    }

    private void befall(HttpCall call, Fault fault, Work work) {
        stats.faulted(fault.name());
        switch (fault) {
            case Fault.Status status -> {
                var answer = ErrorWriter.fromFront(
                        settings.flavour(),
                        new ApiError(
                                status.status(), "SimulatedFault", "Simulated fault " + status.status(), null, null));
                refuse(
                        call,
                        status.retryAfter()
                                .map(wait -> retryAfter(answer, wait.toMillis()))
                                .orElse(answer));
            }
            case Fault.Late late -> {
                var _ = call.schedule(late.after(), () -> befall(call, new Fault.Status(late.status()), work));
            }
            case Fault.Server server ->
                server(
                        call,
                        new ApiError(
                                server.status(), "SimulatedFault", "Simulated fault " + server.status(), null, null));
            case Fault.Detail detail ->
                refuse(
                        call,
                        HttpAnswer.json(
                                detail.status(),
                                JsonText.object(json -> json.writeStringProperty("detail", "Simulated fault"))));
            case Fault.Offline offline -> front(call, offline());
            case Fault.Html html -> refuse(call, NginxPage.of(html.status()));
            case Fault.Slow slow -> {
                stats.served(work.promptTokens(), work.outputTokens(), 0);
                call.answerSlowly(HttpAnswer.json(200, work.answer()), slow.over());
            }
            case Fault.Hang hang -> {
                stats.broken();
                call.hang();
            }
            case Fault.Reset reset -> {
                stats.broken();
                call.reset();
            }
            case Fault.Stall stall -> {
                stats.broken();
                call.stallAfter(HttpAnswer.json(200, work.answer()), STALL_AFTER_BYTES);
            }
        }
    }

    private boolean authorised(HttpCall call) {
        if (tokens.isOpen()) {
            return tokens.accepts(Optional.ofNullable(call.header("authorization")));
        }
        var key = controls.apiKey();
        return key.isEmpty() || ("Bearer " + key.get()).equals(call.header("authorization"));
    }

    private ApiError cold() {
        return new ApiError(
                503,
                "ServiceUnavailableError",
                "Error: Endpoint is online but not ready to receive tasks; the model is starting.",
                null,
                "endpoint_not_ready");
    }

    private static ApiError offline() {
        return new ApiError(
                503, "ServiceUnavailableError", "Error: Endpoint sophia-vllm is offline.", null, "endpoint_offline");
    }

    private void front(HttpCall call, ApiError error) {
        refuse(call, ErrorWriter.fromFront(settings.flavour(), error));
    }

    private void server(HttpCall call, ApiError error) {
        refuse(call, ErrorWriter.fromServer(settings.flavour(), error));
    }

    private void refuse(HttpCall call, HttpAnswer answer) {
        stats.refused(answer.status());
        call.answer(answer);
    }

    private static HttpAnswer retryAfter(HttpAnswer answer, long millis) {
        return answer.withHeader("Retry-After", Long.toString(Math.ceilDiv(millis, 1000)));
    }
}

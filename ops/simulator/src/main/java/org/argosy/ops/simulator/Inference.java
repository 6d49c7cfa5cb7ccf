package org.argosy.ops.simulator;

import java.util.concurrent.Future;
import org.argosy.ops.simulator.http.HttpAnswer;
import org.argosy.ops.simulator.http.HttpCall;
import org.jspecify.annotations.Nullable;

/**
 * One accepted request on its way through queue and slot. A client that goes gives its place back at once, as on a real
 * server. All of it runs on the call's event loop, but for {@link #admitted()}.
 */
final class Inference implements SlotGate.Waiter {

    private final HttpCall call;
    private final Work work;
    private final SlotGate gate;
    private final StatsRecorder stats;
    private @Nullable Future<?> timer;
    private boolean gone;

    Inference(HttpCall call, Work work, SlotGate gate, StatsRecorder stats) {
        this.call = call;
        this.work = work;
        this.gate = gate;
        this.stats = stats;
    }

    /** Takes a slot or a place in the queue; false when the queue is full. */
    boolean start() {
        call.onDisconnect(this::abort);
        return switch (gate.enter(this)) {
            case ADMITTED -> {
                run();
                yield true;
            }
            case QUEUED -> true;
            case REFUSED -> {
                call.onDisconnect(() -> {});
                yield false;
            }
        };
    }

    @Override
    public void admitted() {
        call.execute(this::run);
    }

    private void run() {
        if (gone) {
            gate.leave();
        } else if (work.time().isZero()) {
            finish();
        } else {
            timer = call.schedule(work.time(), this::finish);
        }
    }

    private void finish() {
        call.answer(HttpAnswer.json(200, work.answer()));
        stats.served(work.promptTokens(), work.outputTokens(), work.time().toNanos());
        gate.leave();
    }

    private void abort() {
        gone = true;
        stats.aborted();
        if (!gate.abandon(this) && timer != null && timer.cancel(false)) {
            gate.leave();
        }
    }
}

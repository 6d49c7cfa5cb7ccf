package org.argosy.dispatcher.collect;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.argosy.schemas.avro.Outcome;
import org.argosy.storage.UsageTally;

/** The lines of large answers, as parts of the three files in one order. Not for use by several threads at once. */
final class LargeLines {

    private final List<Supplier<InputStream>> output = new ArrayList<>();
    private final List<Supplier<InputStream>> error = new ArrayList<>();
    private final LineBuffer provenance = new LineBuffer();
    private final UsageTally models = new UsageTally();
    private int completed;
    private int failed;

    /** Adds an answer, whose line has these parts. */
    void add(LargeAnswer answer, List<Supplier<InputStream>> line) {
        if (BatchBuffer.succeeded(answer.answer())) {
            output.addAll(line);
            completed++;
        } else {
            error.addAll(line);
            failed++;
        }
        ProvenanceLine.put(provenance, answer.outcome());
        count(answer.outcome(), BatchBuffer.succeeded(answer.answer()));
    }

    /** Adds an answer whose body is gone, as a failure. */
    void addLost(LargeAnswer answer) {
        error.add(answer.lostLine());
        failed++;
        ProvenanceLine.put(provenance, answer.lost());
        count(answer.outcome(), false);
    }

    private void count(Outcome outcome, boolean success) {
        models.add(outcome.getModel(), success, BatchBuffer.tokens(outcome));
    }

    List<Supplier<InputStream>> output() {
        return output;
    }

    List<Supplier<InputStream>> error() {
        return error;
    }

    List<Supplier<InputStream>> provenance() {
        return provenance.size() == 0 ? List.of() : List.of(provenance.stream());
    }

    /** What became of them, by model. */
    UsageTally models() {
        return models;
    }

    int completed() {
        return completed;
    }

    int failed() {
        return failed;
    }
}

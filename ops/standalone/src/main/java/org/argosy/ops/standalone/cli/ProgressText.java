package org.argosy.ops.standalone.cli;

import java.util.Locale;
import org.argosy.ops.standalone.client.BatchView;

/** The numbers of a running batch, with rates and the time left. */
final class ProgressText {

    private final RateMeter lines = new RateMeter();
    private final RateMeter tokens = new RateMeter();

    void add(long nanos, BatchView batch) {
        lines.add(nanos, batch.completed() + batch.failed());
        tokens.add(nanos, batch.tokens());
    }

    String describe(BatchView batch) {
        long done = batch.completed() + batch.failed();
        if (batch.total() == 0) {
            return batch.status();
        }
        StringBuilder text = new StringBuilder(
                String.format(Locale.ROOT, "%,d/%,d lines, %,d failed", done, batch.total(), batch.failed()));
        if (lines.perSecond() > 0) {
            text.append(", ").append(BatchText.rate(lines.perSecond())).append(" lines/s");
        }
        if (tokens.perSecond() > 0) {
            text.append(", ").append(BatchText.rate(tokens.perSecond())).append(" tokens/s");
        }
        if (lines.perSecond() > 0 && done < batch.total() && !batch.ended()) {
            text.append(", ")
                    .append(BatchText.duration((batch.total() - done) / lines.perSecond()))
                    .append(" left");
        }
        return text.toString();
    }
}

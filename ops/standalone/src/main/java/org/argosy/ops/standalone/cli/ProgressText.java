package org.argosy.ops.standalone.cli;

import java.util.Locale;
import org.argosy.ops.standalone.client.BatchView;

/**
 * The numbers of a running batch, with rates and the time left, as the server tells them or else as they were seen to
 * change. What matters most comes first, for a narrow terminal cuts the end.
 */
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
        double linesPerSecond = batch.live("lines_per_second").orElse(lines.perSecond());
        double tokensPerSecond = batch.live("tokens_per_second").orElse(tokens.perSecond());
        if (linesPerSecond > 0 && done < batch.total() && !batch.ended()) {
            double left = batch.live("eta_seconds").orElse((batch.total() - done) / linesPerSecond);
            text.append(", ").append(BatchText.duration(left)).append(" left");
        }
        if (linesPerSecond > 0) {
            text.append(", ").append(BatchText.rate(linesPerSecond)).append(" lines/s");
        }
        if (tokensPerSecond > 0) {
            text.append(", ").append(BatchText.rate(tokensPerSecond)).append(" tokens/s");
        }
        return text.toString();
    }
}

package org.argosy.ops.standalone.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.argosy.ops.standalone.client.BatchView;

/** A batch in words. */
final class BatchText {

    private static final int MAX_ERRORS = 10;

    private BatchText() {}

    static String row(BatchView batch) {
        return String.format(
                Locale.ROOT,
                "%-40s %-11s %,9d lines %,9d completed %,7d failed  %s",
                batch.id(),
                batch.status(),
                batch.total(),
                batch.completed(),
                batch.failed(),
                batch.model().orElse(""));
    }

    static String describe(BatchView batch) {
        List<String> lines = new ArrayList<>();
        lines.add("batch      " + batch.id());
        lines.add("status     " + batch.status());
        lines.add("endpoint   " + batch.endpoint());
        batch.model().ifPresent(model -> lines.add("model      " + model));
        lines.add(String.format(
                Locale.ROOT,
                "lines      %,d total, %,d completed, %,d failed",
                batch.total(),
                batch.completed(),
                batch.failed()));
        if (batch.tokens() > 0) {
            lines.add(String.format(Locale.ROOT, "tokens     %,d", batch.tokens()));
        }
        batch.outputFile().ifPresent(file -> lines.add("output     " + file));
        batch.errorFile().ifPresent(file -> lines.add("errors     " + file));
        lines.addAll(errors(batch));
        return String.join(System.lineSeparator(), lines);
    }

    /** Why the input was refused; the first few, and how many there are. */
    static List<String> errors(BatchView batch) {
        List<String> errors = batch.errors();
        List<String> lines = new ArrayList<>(
                errors.stream().limit(MAX_ERRORS).map(e -> "  " + e).toList());
        if (errors.size() > MAX_ERRORS) {
            lines.add("  … and " + (errors.size() - MAX_ERRORS) + " more");
        }
        return lines;
    }

    static String duration(double seconds) {
        if (seconds < 10) {
            return String.format(Locale.ROOT, "%.1f s", seconds);
        }
        long whole = Math.round(seconds);
        if (whole < 120) {
            return whole + " s";
        }
        return whole < 7200
                ? whole / 60 + " min " + whole % 60 + " s"
                : whole / 3600 + " h " + whole % 3600 / 60 + " min";
    }

    static String rate(double perSecond) {
        return String.format(Locale.ROOT, perSecond < 10 ? "%.1f" : "%,.0f", perSecond);
    }
}

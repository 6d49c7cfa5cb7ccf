package org.argosy.ops.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;

/** Names and prints the figures of runs: one column a run, then the median, and ratios between two servers. */
final class Summary {

    /** One figure of a run. */
    record Figure(String name, String key, Function<BenchReport, OptionalDouble> value) {}

    static final List<Figure> FIGURES = List.of(
            figure("lines/s, create to end", "lines_per_second", BenchReport::linesPerSecond),
            figure("upload, s", "upload_seconds", BenchReport::upload),
            figure("create to in_progress, s", "create_to_in_progress_seconds", BenchReport::createToInProgress),
            new Figure(
                    "create to first request, s", "create_to_first_request_seconds", BenchReport::createToFirstRequest),
            figure("in_progress to finalizing, s", "in_progress_to_finalizing_seconds", BenchReport::runToFinalizing),
            figure("finalizing to end, s", "finalizing_to_end_seconds", BenchReport::finalizingToEnd),
            new Figure("last answer to end, s", "last_answer_to_end_seconds", BenchReport::lastAnswerToEnd),
            figure("create to end, s", "create_to_end_seconds", BenchReport::createToEnd),
            figure("download and check, s", "download_seconds", BenchReport::download),
            new Figure("small batch behind it, s", "small_batch_seconds", BenchReport::smallBatch),
            new Figure("makespan over the ideal", "over_ideal", BenchReport::overIdeal),
            new Figure("CPU s per 1,000 lines", "cpu_seconds_per_1000_lines", BenchReport::cpuSecondsPer1000Lines),
            new Figure(
                    "peak memory, MiB",
                    "peak_memory_mib",
                    report -> report.peakBytes().isPresent()
                            ? OptionalDouble.of(report.peakBytes().getAsLong() / 1048576.0)
                            : OptionalDouble.empty()),
            new Figure(
                    "backend requests",
                    "backend_requests",
                    report -> report.backendRequests().isPresent()
                            ? OptionalDouble.of(
                                    (double) report.backendRequests().getAsLong())
                            : OptionalDouble.empty()),
            figure("lines in output file", "output_lines", BenchReport::outputLines),
            figure("lines in error file", "error_lines", BenchReport::errorLines),
            figure("lines missing", "missing_lines", BenchReport::missing),
            figure("lines repeated", "repeated_lines", BenchReport::repeats),
            figure("lines of other batches", "foreign_lines", BenchReport::strangers));

    private Summary() {}

    /** The median of those runs that have the figure. */
    static OptionalDouble median(List<BenchReport> reports, Figure figure) {
        double[] values = reports.stream()
                .map(figure.value())
                .filter(OptionalDouble::isPresent)
                .mapToDouble(OptionalDouble::getAsDouble)
                .sorted()
                .toArray();
        if (values.length == 0) {
            return OptionalDouble.empty();
        }
        int middle = values.length / 2;
        return OptionalDouble.of(values.length % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2);
    }

    static String table(List<BenchReport> reports, Optional<List<BenchReport>> against) {
        var rows = new ArrayList<String[]>();
        var head = new ArrayList<String>(List.of(""));
        columns(head, reports, "A");
        against.ifPresent(others -> {
            columns(head, others, "B");
            head.add("A/B");
        });
        rows.add(head.toArray(String[]::new));
        for (Figure figure : FIGURES) {
            var row = new ArrayList<String>(List.of(figure.name()));
            values(row, reports, figure);
            against.ifPresent(others -> {
                values(row, others, figure);
                row.add(text(ratio(median(reports, figure), median(others, figure))));
            });
            if (row.stream().skip(1).anyMatch(cell -> !cell.equals("-"))) {
                rows.add(row.toArray(String[]::new));
            }
        }
        return aligned(rows);
    }

    static OptionalDouble ratio(OptionalDouble left, OptionalDouble right) {
        return left.isPresent() && right.isPresent() && right.getAsDouble() != 0
                ? OptionalDouble.of(left.getAsDouble() / right.getAsDouble())
                : OptionalDouble.empty();
    }

    private static void columns(List<String> head, List<BenchReport> reports, String name) {
        for (int i = 1; i <= reports.size(); i++) {
            head.add(name + i);
        }
        if (reports.size() > 1) {
            head.add(name + " median");
        }
    }

    private static void values(List<String> row, List<BenchReport> reports, Figure figure) {
        reports.forEach(report -> row.add(text(figure.value().apply(report))));
        if (reports.size() > 1) {
            row.add(text(median(reports, figure)));
        }
    }

    private static String text(OptionalDouble value) {
        if (value.isEmpty()) {
            return "-";
        }
        double number = value.getAsDouble();
        return number == Math.rint(number) || number >= 1000
                ? String.format(Locale.ROOT, "%,.0f", number)
                : String.format(Locale.ROOT, "%.3f", number);
    }

    private static String aligned(List<String[]> rows) {
        var widths = new int[rows.getFirst().length];
        rows.forEach(row -> Arrays.setAll(widths, i -> Math.max(widths[i], row[i].length())));
        var text = new StringBuilder();
        for (String[] row : rows) {
            text.append(row[0]).append(" ".repeat(widths[0] - row[0].length()));
            for (int i = 1; i < row.length; i++) {
                text.append("  ")
                        .append(" ".repeat(widths[i] - row[i].length()))
                        .append(row[i]);
            }
            text.append(System.lineSeparator());
        }
        return text.toString();
    }

    private static Figure figure(String name, String key, Function<BenchReport, ? extends Number> value) {
        return new Figure(
                name, key, report -> OptionalDouble.of(value.apply(report).doubleValue()));
    }
}

package org.argosy.ops.bench;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The same figures as one JSON object: {@code server}, {@code runs}, {@code median}, and for two servers {@code against} and {@code ratio}. */
final class SummaryJson {

    private static final JsonMapper JSON = new JsonMapper();

    private SummaryJson() {}

    static String of(List<BenchReport> reports, Optional<List<BenchReport>> against) {
        ObjectNode root = server(reports);
        against.ifPresent(others -> {
            root.set("against", server(others));
            ObjectNode ratio = root.putObject("ratio");
            Summary.FIGURES.forEach(figure ->
                    put(ratio, figure, Summary.ratio(Summary.median(reports, figure), Summary.median(others, figure))));
        });
        return root.toString();
    }

    private static ObjectNode server(List<BenchReport> reports) {
        ObjectNode node = JSON.createObjectNode();
        node.put("server", reports.getFirst().server());
        node.put("tenants", reports.getFirst().tenants());
        node.put("lines", reports.getFirst().lines());
        var runs = node.putArray("runs");
        for (BenchReport report : reports) {
            ObjectNode run = runs.addObject();
            run.put("status", report.status());
            run.put("exactly_once", report.exactlyOnce());
            Summary.FIGURES.forEach(figure -> put(run, figure, figure.value().apply(report)));
        }
        ObjectNode median = node.putObject("median");
        Summary.FIGURES.forEach(figure -> put(median, figure, Summary.median(reports, figure)));
        return node;
    }

    private static void put(ObjectNode node, Summary.Figure figure, OptionalDouble value) {
        if (value.isPresent()) {
            node.put(figure.key(), value.getAsDouble());
        } else {
            node.putNull(figure.key());
        }
    }
}

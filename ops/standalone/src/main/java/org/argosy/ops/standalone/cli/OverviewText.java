package org.argosy.ops.standalone.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.argosy.ops.standalone.client.BatchView;
import tools.jackson.databind.JsonNode;

/** The overview of a server in tables. */
final class OverviewText {

    private OverviewText() {}

    static List<String> lines(JsonNode overview) {
        List<String> lines = new ArrayList<>();
        add(lines, clusters(overview.path("clusters")));
        add(lines, models(overview.path("models")));
        add(lines, tenants(overview.path("tenants")));
        add(lines, batches(overview.path("batches")));
        return lines;
    }

    private static void add(List<String> lines, List<List<String>> rows) {
        if (rows.size() > 1) {
            lines.addAll(Table.lines(rows));
            lines.add("");
        }
    }

    private static List<List<String>> clusters(JsonNode clusters) {
        List<List<String>> rows = head("CLUSTER", "MODELS", "HOT", "OPEN", "PERMITS");
        for (JsonNode cluster : clusters) {
            rows.add(List.of(
                    text(cluster, "id"),
                    count(cluster, "models"),
                    count(cluster, "hot"),
                    count(cluster, "open"),
                    count(cluster, "permits")));
        }
        return rows;
    }

    private static List<List<String>> models(JsonNode models) {
        List<List<String>> rows = head("MODEL", "STATE", "BATCHES", "QUEUED", "OPEN", "PERMITS");
        for (JsonNode model : models) {
            rows.add(List.of(
                    text(model, "id"),
                    text(model, "state"),
                    count(model, "batches"),
                    count(model, "unsent"),
                    count(model, "open"),
                    count(model, "permits")));
        }
        return rows;
    }

    private static List<List<String>> tenants(JsonNode tenants) {
        List<List<String>> rows = head("TENANT", "BATCHES", "LINES LEFT", "LINES/S", "TOKENS/S");
        for (JsonNode tenant : tenants) {
            rows.add(List.of(
                    text(tenant, "name"),
                    count(tenant, "batches"),
                    count(tenant, "owed"),
                    BatchText.rate(tenant.path("lines_per_second").asDouble(0)),
                    BatchText.rate(tenant.path("tokens_per_second").asDouble(0))));
        }
        return rows;
    }

    private static List<List<String>> batches(JsonNode batches) {
        List<List<String>> rows = head("TENANT", "STATUS", "DONE", "FAILED", "LINES/S", "LEFT", "WINDOW", "BATCH");
        for (JsonNode owned : batches) {
            BatchView batch = new BatchView(owned.path("batch"));
            JsonNode live = owned.path("batch").path("argosy");
            rows.add(List.of(
                    text(owned, "tenant"),
                    batch.status(),
                    String.format(Locale.ROOT, "%,d/%,d", batch.completed() + batch.failed(), batch.total()),
                    String.format(Locale.ROOT, "%,d", batch.failed()),
                    BatchText.rate(live.path("lines_per_second").asDouble(0)),
                    live.path("eta_seconds").isNumber()
                            ? BatchText.duration(live.path("eta_seconds").asDouble(0))
                            : "?",
                    Math.round(100 * live.path("deadline_used").asDouble(0)) + "%",
                    batch.id()));
        }
        return rows;
    }

    private static List<List<String>> head(String... names) {
        return new ArrayList<>(List.of(List.of(names)));
    }

    private static String text(JsonNode node, String member) {
        return node.path(member).asString("");
    }

    private static String count(JsonNode node, String member) {
        return String.format(Locale.ROOT, "%,d", node.path(member).asLong(0));
    }
}

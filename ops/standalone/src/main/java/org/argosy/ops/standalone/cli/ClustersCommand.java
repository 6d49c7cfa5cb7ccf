package org.argosy.ops.standalone.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.argosy.ops.standalone.client.ArgosyClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** Shows how ready each model is at each cluster. */
@Command(
        name = "clusters",
        mixinStandardHelpOptions = true,
        description = "Show which models are hot, starting, cold or down, and where.",
        footer = {
            "",
            "Examples:",
            "  argosy clusters",
            "  argosy clusters --json | jq '.[] | select(.state != \"hot\")'"
        })
@SuppressWarnings("NullAway.Init")
final class ClustersCommand implements Callable<Integer> {

    private static final List<String> HEADS =
            List.of("MODEL", "CLUSTER", "NAME THERE", "STATE", "FOR", "LISTED", "OPEN", "PERMITS", "WHY");

    @Spec
    private CommandSpec spec;

    @Mixin
    private ServerOptions server;

    @Option(names = "--json", description = "Print a list of models with their routes, as JSON.")
    private boolean json;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        try (ArgosyClient client = server.client()) {
            JsonNode models = client.models().path("data");
            if (json) {
                out.println(models);
            } else {
                Table.lines(rows(models, Instant.now())).forEach(out::println);
            }
            return 0;
        }
    }

    /** A head and a row for each route. */
    static List<List<String>> rows(JsonNode models, Instant now) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(HEADS);
        for (JsonNode model : models) {
            for (JsonNode route : model.path("argosy").path("routes")) {
                rows.add(List.of(
                        model.path("id").asString(""),
                        route.path("cluster").asString(""),
                        route.path("model").asString(""),
                        route.path("state").asString(""),
                        age(route.path("since"), now),
                        route.path("listed").isBoolean() ? route.path("listed").asBoolean() ? "yes" : "no" : "?",
                        route.path("open").asString("0"),
                        route.path("permits").asString("0"),
                        route.path("reason").asString("")));
            }
        }
        return rows;
    }

    private static String age(JsonNode since, Instant now) {
        if (!since.isNumber()) {
            return "";
        }
        Duration age = Duration.between(Instant.ofEpochSecond(since.asLong()), now);
        if (age.toHours() > 0) {
            return age.toHours() + "h" + age.toMinutesPart() + "m";
        }
        return age.toMinutes() > 0
                ? age.toMinutes() + "m" + age.toSecondsPart() + "s"
                : Math.max(0, age.toSeconds()) + "s";
    }
}

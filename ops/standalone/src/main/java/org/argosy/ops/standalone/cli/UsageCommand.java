package org.argosy.ops.standalone.cli;

import java.io.PrintWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.argosy.ops.standalone.client.ArgosyClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** Shows what became of requests, and the tokens they took, by hour or day and model. */
@Command(
        name = "usage",
        mixinStandardHelpOptions = true,
        description = "Show requests and tokens by model and hour or day, in UTC.",
        footer = {"", "Examples:", "  argosy usage --bucket 1d --from 2026-11-01", "  argosy usage --tenant '*' --json"
        })
@SuppressWarnings("NullAway.Init")
final class UsageCommand implements Callable<Integer> {

    private static final List<String> HEADS =
            List.of("FROM", "TENANT", "MODEL", "COMPLETED", "FAILED", "INPUT", "CACHED", "OUTPUT", "REASONING");

    @Spec
    private CommandSpec spec;

    @Mixin
    private ServerOptions server;

    @Option(
            names = "--from",
            paramLabel = "TIME",
            description = "Like 2026-11-24 or 2026-11-24T12:00:00Z. Default: a day ago.")
    private Optional<String> from = Optional.empty();

    @Option(names = "--to", paramLabel = "TIME", description = "Default: now.")
    private Optional<String> to = Optional.empty();

    @Option(names = "--model", paramLabel = "MODEL", description = "Only of this model.")
    private Optional<String> model = Optional.empty();

    @Option(names = "--bucket", paramLabel = "1h|1d", description = "What is added up: hours, the default, or days.")
    private Optional<String> bucket = Optional.empty();

    @Option(
            names = "--tenant",
            paramLabel = "NAME",
            description = "For operators: another tenant's; '*' for those of all tenants.")
    private Optional<String> tenant = Optional.empty();

    @Option(names = "--json", description = "Print a JSON object for each line of the table.")
    private boolean json;

    @Override
    public Integer call() {
        Map<String, String> query = new LinkedHashMap<>();
        from.ifPresent(given -> query.put("from", given));
        to.ifPresent(given -> query.put("to", given));
        model.ifPresent(given -> query.put("model", given));
        bucket.ifPresent(given -> query.put("bucket", given));
        tenant.ifPresent(given -> query.put("tenant", given));
        PrintWriter out = spec.commandLine().getOut();
        try (ArgosyClient client = server.client()) {
            if (json) {
                client.usage(query, out::println);
            } else {
                print(client, query, out);
            }
            return 0;
        }
    }

    /** Prints a table of what a query finds. */
    static void print(ArgosyClient client, Map<String, String> query, PrintWriter out) {
        List<List<String>> rows = new ArrayList<>(List.of(HEADS));
        client.usage(query, entry -> rows.add(row(entry)));
        if (rows.size() == 1) {
            out.println("No usage in this time.");
        } else {
            Table.lines(rows).forEach(out::println);
        }
    }

    private static List<String> row(JsonNode entry) {
        return List.of(
                Instant.ofEpochSecond(entry.path("start_time").asLong()).toString(),
                entry.path("tenant").asString(""),
                entry.path("model").asString(""),
                entry.path("completed").asString(""),
                entry.path("failed").asString(""),
                entry.path("input_tokens").asString(""),
                entry.path("cached_tokens").asString(""),
                entry.path("output_tokens").asString(""),
                entry.path("reasoning_tokens").asString(""));
    }
}

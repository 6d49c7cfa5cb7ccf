package org.argosy.ops.standalone.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.argosy.ops.standalone.client.ArgosyClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** Shows operators what tenants may have and what they have. */
@Command(
        name = "tenants",
        mixinStandardHelpOptions = true,
        description = "Show tenants, their quotas, and what they use of them. Needs the key of an operator.",
        footer = {
            "",
            "Weights and quotas stand in the server's configuration, under argosy.tenants.",
            "",
            "Examples:",
            "  argosy tenants list",
            "  argosy tenants show physics"
        },
        subcommands = {TenantsCommand.ListTenants.class, TenantsCommand.Show.class})
@SuppressWarnings("NullAway.Init")
final class TenantsCommand implements Runnable {

    private static final String NO_BOUND = "-";

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say what to do: list or show");
    }

    @Command(name = "list", mixinStandardHelpOptions = true, description = "Show all tenants.")
    @SuppressWarnings("NullAway.Init")
    static final class ListTenants implements Callable<Integer> {

        private static final List<String> HEADS = List.of(
                "TENANT", "WEIGHT", "OPEN BATCHES", "OF", "TOKENS ENQUEUED", "WAITING", "BYTES", "OF", "REQUESTS/S");

        @Spec
        private CommandSpec spec;

        @Mixin
        private ServerOptions server;

        @Option(names = "--json", description = "Print a JSON object for each tenant, on a line of its own.")
        private boolean json;

        @Override
        public Integer call() {
            PrintWriter out = spec.commandLine().getOut();
            List<List<String>> rows = new ArrayList<>(List.of(HEADS));
            try (ArgosyClient client = server.client()) {
                Optional<String> after = Optional.empty();
                JsonNode page;
                do {
                    page = client.tenants(after);
                    for (JsonNode tenant : page.path("data")) {
                        if (json) {
                            out.println(tenant);
                        } else {
                            rows.add(row(tenant));
                        }
                    }
                    after = Optional.of(page.path("last_id").asString(""));
                } while (page.path("has_more").asBoolean(false));
            }
            if (!json) {
                Table.lines(rows).forEach(out::println);
            }
            return 0;
        }

        private static List<String> row(JsonNode tenant) {
            return List.of(
                    tenant.path("name").asString(""),
                    tenant.path("weight").asString(""),
                    tenant.path("open_batches").asString(""),
                    bound(tenant.at("/quotas/open_batches")),
                    sum(tenant.path("enqueued_tokens")),
                    sum(tenant.path("waiting_tokens")),
                    tenant.path("bytes").asString(""),
                    bound(tenant.at("/quotas/bytes")),
                    bound(tenant.at("/quotas/requests_per_second")));
        }

        private static String sum(JsonNode byModel) {
            return Long.toString(
                    byModel.valueStream().mapToLong(JsonNode::asLong).sum());
        }
    }

    @Command(
            name = "show",
            mixinStandardHelpOptions = true,
            description = "Show a tenant and its usage of the last day.")
    @SuppressWarnings("NullAway.Init")
    static final class Show implements Callable<Integer> {

        @Spec
        private CommandSpec spec;

        @Mixin
        private ServerOptions server;

        @Parameters(paramLabel = "NAME", description = "The tenant's name.")
        private String name;

        @Override
        public Integer call() {
            PrintWriter out = spec.commandLine().getOut();
            try (ArgosyClient client = server.client()) {
                JsonNode tenant = client.tenant(name);
                JsonNode quotas = tenant.path("quotas");
                line(out, "Tenant", name + " (" + tenant.path("id").asString("") + ")");
                line(out, "Weight", tenant.path("weight").asString(""));
                line(out, "Open batches", of(tenant.path("open_batches"), quotas.path("open_batches")));
                line(out, "Bytes stored", of(tenant.path("bytes"), quotas.path("bytes")));
                line(out, "Requests/s", bound(quotas.path("requests_per_second")));
                line(out, "Tokens enqueued", byModel(tenant.path("enqueued_tokens")));
                line(out, "  that wait", byModel(tenant.path("waiting_tokens")));
                line(
                        out,
                        "  quota",
                        bound(quotas.path("enqueued_tokens")) + " a model, "
                                + byModel(quotas.path("enqueued_tokens_by_model")) + "; beyond it batches "
                                + quotas.path("when_enqueued_tokens_exceeded").asString(""));
                out.println();
                UsageCommand.print(client, Map.of("tenant", name, "bucket", "1d"), out);
                return 0;
            }
        }

        private static void line(PrintWriter out, String label, String value) {
            out.printf("%-16s %s%n", label, value);
        }

        private static String of(JsonNode has, JsonNode may) {
            return may.isNumber() ? has.asString("") + " of " + may.asString("") : has.asString("");
        }

        private static String byModel(JsonNode tokens) {
            return tokens.isEmpty()
                    ? "none"
                    : tokens.propertyStream()
                            .map(model ->
                                    model.getKey() + " " + model.getValue().asString(""))
                            .sorted()
                            .collect(Collectors.joining(", "));
        }
    }

    private static String bound(JsonNode quota) {
        return quota.isNumber() ? quota.asString("") : NO_BOUND;
    }
}

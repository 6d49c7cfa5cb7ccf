package org.argosy.ops.standalone.cli;

import java.io.Console;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.argosy.ops.standalone.client.ApiException;
import org.argosy.ops.standalone.client.ArgosyClient;
import org.argosy.ops.standalone.client.UnreachableException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** Shows what runs now. */
@Command(
        name = "top",
        mixinStandardHelpOptions = true,
        description =
                "Show clusters, models, tenants and batches as they are now, again and again; operators see all of"
                        + " them, others their own. Interrupt it to end.",
        footer = {"", "Examples:", "  argosy top", "  argosy top --once", "  argosy top --json | jq .tenants"})
@SuppressWarnings("NullAway.Init")
final class TopCommand implements Callable<Integer> {

    private static final long EVERY_MILLIS = 1_000;
    private static final String BEGIN = "\u001b[?1049h\u001b[?25l";
    private static final String END = "\u001b[?25h\u001b[?1049l";
    private static final String HOME = "\u001b[H";
    private static final String ERASE_LINE = "\u001b[K";
    private static final String ERASE_REST = "\u001b[J";

    @Spec
    private CommandSpec spec;

    @Mixin
    private ServerOptions server;

    @Option(names = "--once", description = "Print it once, as it does when there is no terminal.")
    private boolean once;

    @Option(names = "--json", description = "Print it once, as JSON.")
    private boolean json;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        try (ArgosyClient client = server.client()) {
            if (json) {
                out.println(client.overview());
            } else if (once || !onTerminal()) {
                OverviewText.lines(client.overview()).forEach(out::println);
            } else {
                show(client, out);
            }
            return 0;
        }
    }

    private static boolean onTerminal() {
        return Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
    }

    /** Takes the terminal's other screen and gives it back when the process ends. */
    private static void show(ArgosyClient client, PrintWriter out) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            out.print(END);
            out.flush();
        }));
        out.print(BEGIN);
        String[] note = {""};
        Patience patience = new Patience(sentence -> note[0] = sentence);
        while (!Thread.currentThread().isInterrupted()) {
            try {
                JsonNode overview = client.overview();
                patience.answered();
                note[0] = "";
                draw(OverviewText.lines(overview), client.server() + "", out);
            } catch (UnreachableException | ApiException e) {
                patience.failed(e);
                draw(List.of(), note[0], out);
            }
            Patience.pause(EVERY_MILLIS);
        }
    }

    private static void draw(List<String> lines, String title, PrintWriter out) {
        out.print(HOME + title + ERASE_LINE + "\n" + ERASE_LINE + "\n");
        lines.forEach(line -> out.print(line + ERASE_LINE + "\n"));
        out.print(ERASE_REST);
        out.flush();
    }
}

package org.argosy.ops.standalone.cli;

import java.io.Console;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.argosy.ops.standalone.client.ApiException;
import org.argosy.ops.standalone.client.ArgosyClient;
import org.argosy.ops.standalone.client.UnreachableException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

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
    /** The other screen, without a cursor and without line breaks of its own. */
    private static final String BEGIN = "\u001b[?1049h\u001b[?25l\u001b[?7l";

    private static final String END = "\u001b[?7h\u001b[?25h\u001b[?1049l";
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
        AtomicBoolean shown = new AtomicBoolean(true);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> giveBack(shown, out)));
        out.print(BEGIN);
        try {
            repeat(client, shown, out);
        } finally {
            giveBack(shown, out);
        }
    }

    private static void repeat(ArgosyClient client, AtomicBoolean shown, PrintWriter out) {
        String[] note = {""};
        List<String> lines = List.of();
        Patience patience = new Patience(Patience.LONG, sentence -> note[0] = sentence);
        while (!Thread.currentThread().isInterrupted()) {
            try {
                lines = OverviewText.lines(client.overview());
                patience.answered();
                note[0] = client.server().toString();
            } catch (UnreachableException | ApiException e) {
                patience.failed(e);
            }
            draw(note[0], lines, shown, out);
            Patience.pause(EVERY_MILLIS);
        }
    }

    /** One write, line for line over what is there, so that nothing flickers. */
    private static void draw(String title, List<String> lines, AtomicBoolean shown, PrintWriter out) {
        List<String> all = new ArrayList<>(List.of(title, ""));
        all.addAll(lines.isEmpty() ? lines : lines.subList(0, lines.size() - 1));
        String screen =
                HOME + String.join(ERASE_LINE + "\r\n", TerminalSize.now().fit(all)) + ERASE_REST;
        synchronized (shown) {
            if (shown.get()) {
                out.print(screen);
                out.flush();
            }
        }
    }

    private static void giveBack(AtomicBoolean shown, PrintWriter out) {
        synchronized (shown) {
            if (shown.getAndSet(false)) {
                out.print(END);
                out.flush();
            }
        }
    }
}

package org.argosy.ops.standalone.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.argosy.ops.standalone.client.ApiException;
import org.argosy.ops.standalone.client.ArgosyClient;
import org.argosy.ops.standalone.client.BatchView;
import org.argosy.ops.standalone.client.ResultFile;
import org.argosy.ops.standalone.client.ResultStream;
import org.argosy.ops.standalone.client.UnreachableException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Downloads results. */
@Command(
        name = "results",
        mixinStandardHelpOptions = true,
        description = "Download the output of an ended batch, or all lines of a running one as they finish, to standard"
                + " output or a file.",
        footer = {
            "",
            "Examples:",
            "  argosy results batch_01… > answers.jsonl",
            "  argosy results --errors -o errors.jsonl batch_01…",
            "  argosy results --follow batch_01… | jq -c .custom_id",
            "  argosy results --merged -o answers.jsonl batch_01…"
        })
@SuppressWarnings("NullAway.Init")
final class ResultsCommand implements Callable<Integer> {

    private static final long FOLLOW_MILLIS = 500;

    @Spec
    private CommandSpec spec;

    @Mixin
    private ServerOptions server;

    @Mixin
    private BatchArgument batch;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Written whole or not at all, but with --follow as lines come. Default: standard output.")
    private Optional<Path> output = Optional.empty();

    @Option(names = "--errors", description = "The lines that failed in place of those that succeeded.")
    private boolean errors;

    @Option(
            names = "--merged",
            description = "The last word on each line of the batch and its retries, succeeded or failed, as it is now.")
    private boolean merged;

    @Option(
            names = "--follow",
            description = "Lines that succeeded and that failed, each once in the order in which they finish, until the"
                    + " batch has ended; exits like watch. A server that starts again meanwhile is waited for.")
    private boolean follow;

    @Override
    public Integer call() {
        if (follow && errors) {
            throw CommandException.unusable("--follow shows failed lines too; leave out --errors.");
        }
        if (merged && (follow || errors)) {
            throw CommandException.unusable("--merged goes with neither --follow nor --errors.");
        }
        try (ArgosyClient client = server.client()) {
            if (follow) {
                return follow(client);
            }
            if (merged) {
                return write(patience(Patience.BRIEF), false, out -> client.downloadMerged(batch.id(), out));
            }
            Patience patience = patience(Patience.BRIEF);
            BatchView view = patience.bear(() -> client.batch(batch.id()));
            if (!view.ended()) {
                throw CommandException.failed("The batch " + view.id() + " is " + view.status()
                        + "; its results come when it has ended. 'argosy watch " + view.id() + "' waits for that.");
            }
            Optional<String> file = errors ? view.errorFile() : view.outputFile();
            return write(patience, true, out -> file.ifPresent(id -> client.download(id, out)));
        }
    }

    private Patience patience(Duration limit) {
        return Patience.of(limit, spec.commandLine().getErr());
    }

    /**
     * @param stable whether the same comes again
     */
    private int write(Patience patience, boolean stable, Consumer<OutputStream> download) {
        if (output.isPresent()) {
            patience.bear(() -> {
                ResultFile.write(output.get(), download);
                return output;
            });
        } else {
            print(patience, stable, download);
        }
        return 0;
    }

    private int follow(ArgosyClient client) {
        Patience patience = patience(Patience.LONG);
        try (OutputStream out =
                output.isPresent() ? Files.newOutputStream(output.get()) : new FileOutputStream(FileDescriptor.out)) {
            ResultStream results = new ResultStream(client, batch.id(), out);
            String status = "";
            while (!ResultStream.isFinal(status)) {
                try {
                    status = results.copyNew();
                    patience.answered();
                } catch (UnreachableException | ApiException e) {
                    patience.failed(e);
                    Patience.pause(e);
                }
                if (!ResultStream.isFinal(status)) {
                    Patience.pause(FOLLOW_MILLIS);
                }
            }
            return status.equals("completed") ? 0 : 1;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write the results", e);
        }
    }

    /** What was printed cannot be taken back: a download that breaks off goes on behind it. */
    private static void print(Patience patience, boolean stable, Consumer<OutputStream> download) {
        try (OutputStream out = new BufferedOutputStream(new FileOutputStream(FileDescriptor.out))) {
            AgainStream again = new AgainStream(out);
            patience.bear(() -> {
                if (!stable && again.begun()) {
                    throw CommandException.failed(
                            "The results broke off, and may be others the next time; take them with -o FILE.");
                }
                download.accept(again.fromStart());
                return out;
            });
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write the results", e);
        }
    }
}

package org.argosy.ops.standalone.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.argosy.ops.standalone.client.ArgosyClient;
import org.argosy.ops.standalone.client.BatchView;
import org.argosy.ops.standalone.client.ResultFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Downloads results. */
@Command(
        name = "results",
        mixinStandardHelpOptions = true,
        description = "Download the output of an ended batch, to standard output or a file.",
        footer = {
            "",
            "Examples:",
            "  argosy results batch_01… > answers.jsonl",
            "  argosy results --errors -o errors.jsonl batch_01…"
        })
@SuppressWarnings("NullAway.Init")
final class ResultsCommand implements Callable<Integer> {

    @Mixin
    private ServerOptions server;

    @Mixin
    private BatchArgument batch;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Written whole or not at all. Default: standard output.")
    private Optional<Path> output = Optional.empty();

    @Option(names = "--errors", description = "The lines that failed in place of those that succeeded.")
    private boolean errors;

    @Override
    public Integer call() {
        try (ArgosyClient client = server.client()) {
            BatchView view = client.batch(batch.id());
            if (!view.ended()) {
                throw CommandException.failed("The batch " + view.id() + " is " + view.status()
                        + "; its results come when it has ended. 'argosy watch " + view.id() + "' waits for that.");
            }
            Optional<String> file = errors ? view.errorFile() : view.outputFile();
            if (output.isPresent()) {
                ResultFile.write(client, file, output.get());
            } else {
                file.ifPresent(id -> print(client, id));
            }
            return 0;
        }
    }

    private static void print(ArgosyClient client, String file) {
        try (OutputStream out = new BufferedOutputStream(new FileOutputStream(FileDescriptor.out))) {
            client.download(file, out);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write the results", e);
        }
    }
}

package org.argosy.ops.standalone.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.argosy.ops.standalone.client.ArgosyClient;
import org.argosy.ops.standalone.client.BatchView;
import org.argosy.ops.standalone.client.ResultFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** From an input to its results in one command. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        description = {
            "Submit an input, show progress, and download the results.",
            "With --server or ARGOSY_SERVER that server does the work. Otherwise the server that runs on the data"
                    + " directory does, or, when none runs, a platform that lives as long as this command."
        },
        footer = {
            "",
            "Examples:",
            "  argosy run docs/examples/embeddings.jsonl",
            "  argosy run -o answers.jsonl --config argosy.yaml requests.jsonl",
            "  argosy run --server http://argosy.example:8080 requests.jsonl",
            "  argosy run --resume batch_01… requests.jsonl     after an interruption",
            "",
            "Results go beside the input: requests.output.jsonl, and requests.errors.jsonl when lines failed.",
            "Exits 0 when the batch completed with at least one success, 1 when it did not, 130 on ^C, which leaves the"
                    + " batch and says how to go on."
        })
@SuppressWarnings("NullAway.Init")
final class RunCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private ServerOptions server;

    @Mixin
    private SubmitOptions options;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "OUT.jsonl",
            description = "Where the output goes; errors go beside it, as OUT.errors.jsonl.")
    private Optional<Path> output = Optional.empty();

    @Option(names = "--resume", paramLabel = "BATCH", description = "Go on with a batch of an earlier run.")
    private Optional<String> resume = Optional.empty();

    @Option(names = "--config", paramLabel = "FILE", description = "Configuration of the platform when one is started.")
    private Optional<Path> config = Optional.empty();

    @Option(names = "--json", description = "Print the ended batch as JSON.")
    private boolean json;

    @Override
    public Integer call() {
        options.check();
        try (RunTarget target = RunTarget.open(server, config, err())) {
            return run(target);
        }
    }

    private int run(RunTarget target) {
        long started = System.nanoTime();
        ArgosyClient client = target.client();
        String id = resume.orElseGet(() -> options.submit(client).id());
        Progress progress = BatchWatch.display(err());
        String kept = "Interrupted; the batch is kept. " + target.howToGoOn(id, options.input());
        target.onInterrupt(() -> progress.interrupted(kept));
        BatchView batch = new BatchWatch(client, progress).toTheEnd(id);
        target.onInterrupt(() -> err().println(kept));
        Path outputFile = output.orElseGet(() -> InputFile.beside(options.input(), "output"));
        Path errorFile = InputFile.beside(output.orElse(options.input()), "errors");
        if (!batch.status().equals("failed")) {
            ResultFile.write(client, batch.outputFile(), outputFile);
            writeErrors(client, batch, errorFile);
        }
        target.finished();
        summarise(batch, (System.nanoTime() - started) / 1e9, outputFile, errorFile);
        if (json) {
            spec.commandLine().getOut().println(batch.json());
        }
        return batch.completedStatus() && (batch.completed() > 0 || batch.total() == 0) ? 0 : 1;
    }

    /** An error file of an earlier run would be taken for one of this run. */
    private static void writeErrors(ArgosyClient client, BatchView batch, Path file) {
        if (batch.errorFile().isPresent()) {
            ResultFile.write(client, batch.errorFile(), file);
        } else {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                throw new UncheckedIOException("Cannot delete the errors of an earlier run, " + file, e);
            }
        }
    }

    private void summarise(BatchView batch, double seconds, Path outputFile, Path errorFile) {
        if (batch.status().equals("failed")) {
            err().println("The batch " + batch.id() + " was refused; nothing ran:");
            BatchText.errors(batch).forEach(err()::println);
            return;
        }
        long done = batch.completed() + batch.failed();
        err().println(String.format(
                Locale.ROOT,
                "%s %s: %,d lines, %,d completed, %,d failed in %s (%s lines/s%s)",
                batch.id(),
                batch.status(),
                batch.total(),
                batch.completed(),
                batch.failed(),
                BatchText.duration(seconds),
                BatchText.rate(done / seconds),
                batch.tokens() == 0 ? "" : String.format(Locale.ROOT, ", %,d tokens", batch.tokens())));
        err().println("output: " + outputFile);
        if (batch.errorFile().isPresent()) {
            err().println("errors: " + errorFile);
        }
    }

    private PrintWriter err() {
        return spec.commandLine().getErr();
    }
}

package org.argosy.ops.standalone.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.argosy.ops.standalone.client.ApiException;
import org.argosy.ops.standalone.client.ArgosyClient;
import org.argosy.ops.standalone.client.BatchView;
import org.argosy.ops.standalone.client.ResultFile;
import org.argosy.ops.standalone.local.RunMemory;
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
            "  argosy run --resume batch_01… requests.jsonl     with a batch of another command",
            "",
            "Results go beside the input: requests.output.jsonl, and requests.errors.jsonl when lines failed.",
            "Exits 0 when the batch completed with at least one success, 1 when it did not, 130 on ^C; the same command,"
                    + " run again, goes on where that left off."
        })
@SuppressWarnings("NullAway.Init")
final class RunCommand implements Callable<Integer> {

    private static final int NOT_FOUND = 404;

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
        Progress progress = BatchWatch.display(err());
        Runnable early = () -> progress.interrupted("Interrupted; run the same command again to go on.");
        try (RunTarget target = RunTarget.open(server, config, err(), early);
                RunMemory memory = remember(target)) {
            return run(target, memory, progress);
        }
    }

    /** Where nothing can be written, as in a container, a run goes all the same. */
    private RunMemory remember(RunTarget target) {
        Optional<RunMemory> memory;
        try {
            memory = RunMemory.open(target.dataDir(), options.same(target.identity()));
        } catch (UncheckedIOException e) {
            err().println(e.getMessage() + ": once interrupted, this run begins anew.");
            return RunMemory.forgetful();
        }
        return memory.orElseThrow(
                () -> CommandException.failed("The same command runs in another process; wait for that,"
                        + " or follow its batch with 'argosy watch'."));
    }

    private int run(RunTarget target, RunMemory memory, Progress progress) {
        long started = System.nanoTime();
        ArgosyClient client = target.client();
        Patience patience = new Patience(Patience.LONG, progress::note);
        String id = resume.or(() -> known(memory, client, patience)).orElseGet(() -> {
            String made = options.submit(client, patience, memory.call()).id();
            memory.submitted(made);
            return made;
        });
        target.onInterrupt(() -> progress.interrupted("Interrupted; the batch is kept. " + target.howToGoOn(id)));
        BatchView batch = new BatchWatch(client, progress).toTheEnd(id);
        target.onInterrupt(() -> err().println("Interrupted; the batch is kept. " + target.howToGoOn(id)));
        Path outputFile = output.orElseGet(() -> InputFile.beside(options.input(), "output"));
        Path errorFile = InputFile.beside(output.orElse(options.input()), "errors");
        if (!batch.status().equals("failed")) {
            Patience downloads = Patience.of(Patience.LONG, err());
            write(client, downloads, batch.outputFile(), outputFile);
            writeErrors(client, downloads, batch, errorFile);
        }
        memory.forget();
        target.finished();
        summarise(batch, (System.nanoTime() - started) / 1e9, outputFile, errorFile);
        if (json) {
            spec.commandLine().getOut().println(batch.json());
        }
        return batch.completedStatus() && (batch.completed() > 0 || batch.total() == 0) ? 0 : 1;
    }

    /** The batch that this command made before it was interrupted, if the server still has it. */
    private Optional<String> known(RunMemory memory, ArgosyClient client, Patience patience) {
        Optional<String> batch = memory.batch();
        try {
            batch.ifPresent(id -> {
                patience.bear(() -> client.batch(id));
                err().println("Going on with " + id + ", which this command made before.");
                err().flush();
            });
            return batch;
        } catch (ApiException e) {
            if (e.status() == NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static void write(ArgosyClient client, Patience patience, Optional<String> file, Path target) {
        patience.bear(() -> {
            ResultFile.write(client, file, target);
            return target;
        });
    }

    /** An error file of an earlier run would be taken for one of this run. */
    private static void writeErrors(ArgosyClient client, Patience patience, BatchView batch, Path file) {
        if (batch.errorFile().isPresent()) {
            write(client, patience, batch.errorFile(), file);
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

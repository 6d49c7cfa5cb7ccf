package org.argosy.ops.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code argosy run} with a platform of its own, interrupted again and again, is gone on with by the same command. */
class InterruptedRunIT {

    private static final int LINES = 60;
    private static final Pattern BATCH = Pattern.compile("batch_[0-9a-z-]+");

    @TempDir
    private Path directory;

    @Test
    void shouldEndAtOnceAndGoOnWithTheSameBatch() throws Exception {
        Path input = Inputs.chat(directory.resolve("in.jsonl"), "simulator", LINES);
        String[] command = {"run", "--data-dir", directory.resolve("data").toString(), input.toString()};

        String starting = interrupt("Starting a platform", command);
        assertThat(starting).contains("Interrupted; run the same command again to go on.");
        assertThat(directory.resolve("data/postgres/postmaster.pid")).doesNotExist();

        String running = interrupt("in_progress", command);
        Matcher batch = BATCH.matcher(running);
        assertThat(batch.find()).as(running).isTrue();
        assertThat(running)
                .contains("Interrupted; the batch is kept. Run the same command again to go on with " + batch.group());
        assertThat(directory.resolve("in.output.jsonl")).doesNotExist();

        Commands.Result last = Commands.run(Map.of(), command);
        assertThat(last.exitCode()).as(last.err()).isZero();
        assertThat(last.err()).contains("Going on with " + batch.group(), batch.group() + " completed");
        assertThat(Files.readAllLines(directory.resolve("in.output.jsonl"))).hasSize(LINES);
    }

    /** Starts the command and presses ^C once it has said something; returns everything that it said. */
    private String interrupt(String when, String... command) throws IOException, InterruptedException {
        Path said = Files.createTempFile(directory, "said", ".txt");
        ProcessBuilder builder = Commands.builder(List.of(command)).redirectError(said.toFile());
        // A build that runs in the background ignores ^C, and so would its children.
        builder.command().addAll(0, List.of("env", "--default-signal=INT"));
        Process run = builder.start();
        await().atMost(Duration.ofMinutes(2)).until(() -> Files.readString(said).contains(when) || !run.isAlive());

        new ProcessBuilder("kill", "-INT", Long.toString(run.pid()))
                .inheritIO()
                .start()
                .waitFor();

        assertThat(run.waitFor(60, TimeUnit.SECONDS)).isTrue();
        String text = Files.readString(said);
        assertThat(run.exitValue()).as(text).isEqualTo(130);
        assertThat(text).doesNotContain("argosy: ", "\tat ");
        return text;
    }
}

package org.argosy.ops.bench;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** One batch of a run: its input, its way, and what came back of it. Used by one thread at a time; its methods block. */
final class MeasuredBatch implements AutoCloseable {

    private final BatchClient client;
    private final InstantSource clock;
    private final Duration timeout;
    private final JsonlInput input;

    private @Nullable String file;
    private @Nullable BatchWatch watch;
    private BatchWatch.@Nullable Timeline timeline;

    MeasuredBatch(ServerConnection server, JsonlInput input, Duration timeout, InstantSource clock) {
        this.client = new BatchClient(server);
        this.input = input;
        this.timeout = timeout;
        this.clock = clock;
    }

    BatchClient client() {
        return client;
    }

    /** What was seen of it since it was created. */
    BatchWatch.Timeline timeline() {
        return Objects.requireNonNull(timeline, "not created");
    }

    BatchWatch watch() {
        return Objects.requireNonNull(watch, "not created");
    }

    void upload() throws IOException, InterruptedException {
        file = client.upload(input);
    }

    /** Creates the batch of what was uploaded. */
    void create() throws IOException, InterruptedException {
        watch = new BatchWatch(client, clock, timeout);
        timeline = watch.start(client.create(Objects.requireNonNull(file, "not uploaded"), input.endpoint()));
    }

    /** Polls until the condition holds or the batch is over, at once for the first time. */
    void await(Predicate<BatchState> condition) throws IOException, InterruptedException {
        watch().look(timeline());
        watch().until(timeline(), condition);
    }

    /**
     * Reads the files of a batch that is over.
     *
     * @throws IOException also when it has none
     */
    ResultCheck.Verdict check() throws IOException, InterruptedException {
        BatchState state = timeline().state();
        if (state.outputFile().isEmpty() && state.errorFile().isEmpty()) {
            throw new IOException(
                    "The batch " + state.id() + " ended as " + state.status() + " without any file: " + state.errors());
        }
        ResultCheck check = new ResultCheck(input.firstNumber(), input.lines());
        return check.verdict(read(check, state.outputFile()), read(check, state.errorFile()));
    }

    private long read(ResultCheck check, Optional<String> id) throws IOException, InterruptedException {
        return id.isPresent() ? check.read(client.content(id.get())) : 0;
    }

    @Override
    public void close() {
        client.close();
    }
}

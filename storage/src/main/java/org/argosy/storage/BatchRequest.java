package org.argosy.storage;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * What a client asked for when it created a batch. Immutable.
 *
 * @param endpoint path that every line must name, for example {@code /v1/chat/completions}
 * @param completionWindow as the client wrote it, for example {@code 24h}
 * @param window the same as a length of time
 * @param metadata empty when none was given; order is kept
 * @param outputExpiresAfter how long the output files live; empty for the default
 * @param inlineProvenance whether each line of the output tells how it came about
 * @param priority among the batches of its tenant, at first
 */
public record BatchRequest(
        String endpoint,
        BatchInput input,
        String completionWindow,
        Duration window,
        Optional<Map<String, String>> metadata,
        Optional<Duration> outputExpiresAfter,
        boolean inlineProvenance,
        Priority priority) {

    /** One of a single file whose output is as OpenAI has it. */
    public BatchRequest(
            String endpoint,
            FileId inputFile,
            String completionWindow,
            Duration window,
            Optional<Map<String, String>> metadata,
            Optional<Duration> outputExpiresAfter) {
        this(
                endpoint,
                BatchInput.of(inputFile),
                completionWindow,
                window,
                metadata,
                outputExpiresAfter,
                false,
                Priority.NORMAL);
    }

    /** The first of its input files: the one that OpenAI's batch object names. */
    public FileId inputFile() {
        return input.files().getFirst();
    }
}

package org.argosy.storage;

import java.util.List;
import java.util.Optional;

/**
 * What a batch runs: the requests of its files, one file behind the other, or those of them that another batch left
 * without success. Line numbers count on from file to file. Immutable.
 *
 * @param files at least one
 * @param retry empty for a batch of its own
 */
public record BatchInput(List<FileId> files, Optional<Retry> retry) {

    public BatchInput {
        files = List.copyOf(files);
        if (files.isEmpty()) {
            throw new IllegalArgumentException("a batch needs an input file");
        }
    }

    /** All requests of one file. */
    public static BatchInput of(FileId file) {
        return new BatchInput(List.of(file), Optional.empty());
    }

    /**
     * The wish to run again what did not succeed.
     *
     * @param parent the batch that ran it first, which has ended and has the same files
     * @param codes error codes and HTTP statuses of the failures that are meant; empty for all of them
     */
    public record Retry(BatchId parent, List<String> codes) {

        public Retry {
            codes = List.copyOf(codes);
        }
    }
}

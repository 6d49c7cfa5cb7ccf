package org.argosy.storage;

import java.util.Optional;

/** The files of a batch that has ended. A file without lines does not exist. */
public record BatchResults(Optional<FileId> output, Optional<FileId> error) {

    public static final BatchResults NONE = new BatchResults(Optional.empty(), Optional.empty());
}

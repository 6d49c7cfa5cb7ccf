package org.argosy.api.results;

import java.io.IOException;
import java.io.OutputStream;
import java.util.OptionalLong;

/** Finished lines of a batch from a place on, in some order, as they stand in its files. For one thread. */
public interface Lines extends AutoCloseable {

    /** True when another line follows. */
    boolean hasNext();

    /** Copies the next line, without its end. */
    void copyNext(OutputStream target) throws IOException;

    /** The place behind the line that was copied last, for the next reader. */
    String cursor();

    /** The place behind all of them. */
    String endCursor();

    /** Bytes of the lines copied so far, with their ends. */
    long copied();

    /** Bytes of all of them, with their ends; empty when that is not known. */
    OptionalLong bytes();

    @Override
    void close() throws IOException;
}

package org.argosy.api.files;

import java.io.InputStream;
import java.util.Optional;
import org.argosy.api.error.ApiException;

/**
 * The parts of a form as they arrive. Each part's content must be used before the next one is asked for. Blocks on the
 * client, and throws {@link ApiException} when the form is malformed, ends early or stalls; so do the contents. Not
 * thread-safe.
 */
public interface UploadForm {

    /** The next part; empty at the end. */
    Optional<Part> next();

    /**
     * @param name of the form field
     * @param filename as the client wrote it, which may be anything
     * @param content ends where the part ends
     */
    record Part(String name, Optional<String> filename, InputStream content) {}
}

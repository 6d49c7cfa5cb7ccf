package org.argosy.ops.embedded;

import java.nio.file.Path;

/** Another live process holds the lock of a data directory. */
public final class DataDirectoryInUseException extends EmbeddedServiceException {

    private static final long serialVersionUID = 1L;

    DataDirectoryInUseException(Path directory, String holder) {
        super("The data directory " + directory + " is in use by another Argosy server" + holder
                + ". Stop that server first, or give this one a directory of its own.");
    }
}

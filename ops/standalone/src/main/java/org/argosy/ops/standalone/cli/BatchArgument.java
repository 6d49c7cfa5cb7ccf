package org.argosy.ops.standalone.cli;

import picocli.CommandLine.Parameters;

/** Which batch. */
@SuppressWarnings("NullAway.Init")
final class BatchArgument {

    @Parameters(index = "0", paramLabel = "BATCH", description = "The id that submit printed.")
    private String id;

    String id() {
        return id;
    }
}

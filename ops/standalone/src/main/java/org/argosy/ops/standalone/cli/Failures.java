package org.argosy.ops.standalone.cli;

import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.argosy.ops.embedded.EmbeddedServiceException;
import org.argosy.ops.standalone.client.ApiException;
import org.argosy.ops.standalone.client.UnreachableException;
import org.argosy.ops.standalone.config.ConfigException;
import org.argosy.ops.standalone.platform.PlatformException;

/** Tells the user in a sentence what ended a command, and finds the exit code. */
final class Failures {

    /** Set, it shows where something failed that nobody expected to. */
    private static final String DEBUG = "ARGOSY_DEBUG";

    private static final int INTERRUPTED = 130;

    private Failures() {}

    /** Prints what happened, unless the user made it happen by interrupting, and returns the exit code. */
    static int explain(Throwable failure, PrintWriter err) {
        if (Interruption.begun()) {
            return INTERRUPTED;
        }
        err.println("argosy: " + sentence(failure));
        if (System.getenv(DEBUG) != null) {
            failure.printStackTrace(err);
        }
        err.flush();
        return code(failure);
    }

    private static int code(Throwable failure) {
        return switch (failure) {
            case CommandException ended -> ended.exitCode();
            case ConfigException _,
                    EmbeddedServiceException _,
                    PlatformException _,
                    UnreachableException _,
                    UncheckedIOException _ -> 2;
            case ApiException refused -> refused.status() == 404 || refused.status() == 401 ? 2 : 1;
            default -> 1;
        };
    }

    private static String sentence(Throwable failure) {
        String message = Optional.ofNullable(failure.getMessage()).orElse("failed");
        return switch (failure) {
            case ApiException refused
            when refused.status() == 401 ->
                message + " Set ARGOSY_API_KEY to a key of this server; 'argosy keys create' makes one.";
            case UnreachableException _ ->
                message + ". Start one with 'argosy serve', or name it with --server or ARGOSY_SERVER.";
            case UncheckedIOException io
            when io.getCause() != null -> message + ": " + io.getCause().getMessage();
            case CommandException _,
                    ConfigException _,
                    EmbeddedServiceException _,
                    PlatformException _,
                    ApiException _,
                    UncheckedIOException _ -> message;
            default -> unexpected(failure);
        };
    }

    private static String unexpected(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String what = root.toString().lines().findFirst().orElse("");
        return "This failed in a way that nobody expected: " + what + ". Run it with " + DEBUG
                + "=1 to see where, and report that.";
    }
}

package org.argosy.ops.standalone.cli;

import java.nio.file.Path;
import org.slf4j.bridge.SLF4JBridgeHandler;

/** Where this process logs; to be said before anything is logged. */
final class Logging {

    private Logging() {}

    /** Of a server: standard error. */
    static void toStandardError() {
        bridge();
    }

    /** Of a command that prints results: only what is wrong. */
    static void quiet() {
        System.setProperty("argosy.log.level", "WARN");
        bridge();
    }

    /** Of a platform behind a progress bar. */
    static void toFile(Path file) {
        System.setProperty("logback.configurationFile", "logback-run.xml");
        System.setProperty("argosy.log.file", file.toString());
        bridge();
    }

    private static void bridge() {
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
    }
}

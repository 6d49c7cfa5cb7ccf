package org.argosy.ops.standalone.platform;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.argosy.api.Readiness;
import tools.jackson.databind.json.JsonMapper;

/**
 * What {@code /livez} and {@code /readyz} say of this process, whatever roles it has: which services are missing while it
 * starts, and what the checks find from then on. Safe for use by any number of threads.
 */
final class Health {

    private static final String START = "start";

    private final Map<String, Boolean> there = new LinkedHashMap<>(Map.of(START, false));
    private volatile Optional<Readiness> checks = Optional.empty();

    synchronized void missing(String service) {
        there.put(service, false);
    }

    synchronized void arrived(String service) {
        there.put(service, true);
    }

    /** The roles run; from now on these checks tell. */
    void running(Readiness readiness) {
        checks = Optional.of(readiness);
    }

    private Readiness.Report report() {
        return checks.map(Readiness::probe).orElseGet(this::starting);
    }

    private synchronized Readiness.Report starting() {
        return Readiness.Report.of(there);
    }

    /** Answers both paths on this server. */
    void serveOn(HttpServer server) {
        server.createContext("/livez", exchange -> answer(exchange, Readiness.Report.ALIVE));
        server.createContext("/readyz", exchange -> answer(exchange, report()));
    }

    private static void answer(HttpExchange exchange, Readiness.Report report) throws IOException {
        Answers.json(exchange, report.httpStatus(), JsonMapper.shared().writeValueAsBytes(report));
    }
}

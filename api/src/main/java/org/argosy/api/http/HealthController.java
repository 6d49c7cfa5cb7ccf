package org.argosy.api.http;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.argosy.api.ReadinessCheck;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /livez}: this process answers. {@code /readyz}: and what it needs can be reached. */
@RestController
final class HealthController {

    private static final Logger log = LoggerFactory.getLogger(HealthController.class);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Executor PROBES =
            task -> Thread.ofVirtual().name("readiness").start(task);

    private final List<ReadinessCheck> checks;

    HealthController(List<ReadinessCheck> checks) {
        this.checks = checks;
    }

    @GetMapping("/livez")
    Health live() {
        return new Health("ok", Map.of());
    }

    @GetMapping("/readyz")
    ResponseEntity<Health> ready() {
        Map<String, CompletableFuture<Boolean>> probes = new LinkedHashMap<>();
        checks.forEach(check -> probes.put(check.name(), probe(check)));
        Map<String, String> found = new LinkedHashMap<>();
        probes.forEach((name, probe) -> found.put(name, probe.join() ? "ok" : "unavailable"));
        return found.containsValue("unavailable")
                ? ResponseEntity.status(503).body(new Health("unavailable", found))
                : ResponseEntity.ok(new Health("ok", found));
    }

    private static CompletableFuture<Boolean> probe(ReadinessCheck check) {
        return CompletableFuture.supplyAsync(() -> passes(check), PROBES)
                .completeOnTimeout(false, PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static boolean passes(ReadinessCheck check) {
        try {
            check.probe().run();
            return true;
        } catch (Exception e) {
            log.atDebug().addKeyValue("check", check.name()).setCause(e).log("not ready");
            return false;
        }
    }

    record Health(String status, Map<String, String> checks) {}
}

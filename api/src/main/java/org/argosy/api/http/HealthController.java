package org.argosy.api.http;

import org.argosy.api.Readiness;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /livez}: this process answers. {@code /readyz}: and what it needs can be reached. */
@RestController
final class HealthController {

    private final Readiness readiness;

    HealthController(Readiness readiness) {
        this.readiness = readiness;
    }

    @GetMapping("/livez")
    Readiness.Report live() {
        return Readiness.Report.ALIVE;
    }

    @GetMapping("/readyz")
    ResponseEntity<Readiness.Report> ready() {
        Readiness.Report report = readiness.probe();
        return ResponseEntity.status(report.httpStatus()).body(report);
    }
}

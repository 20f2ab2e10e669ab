package dev.triptych.controlplane.web;

import dev.triptych.controlplane.host.Readiness;
import dev.triptych.controlplane.host.ReadinessCheck;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** What operators' tools ask: whether the process lives, whether it can take work, and its metrics. */
@RestController
final class OperationsController {
    private final PrometheusMeterRegistry metrics;
    private final ReadinessCheck readinessCheck;

    OperationsController(PrometheusMeterRegistry metrics, ReadinessCheck readinessCheck) {
        this.metrics = metrics;
        this.readinessCheck = readinessCheck;
    }

    @GetMapping(path = "/livez", produces = MediaType.TEXT_PLAIN_VALUE)
    String alive() {
        return "alive\n";
    }

    /** A driver that is not available takes nothing from the others: it is told, and the service is ready. */
    @GetMapping(path = "/readyz", produces = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<Readiness> ready() {
        Readiness readiness = readinessCheck.check();
        return ResponseEntity.status(readiness.ready() ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE)
                .body(readiness);
    }

    @GetMapping("/metrics")
    ResponseEntity<String> metrics() {
        return ResponseEntity.ok()
                .contentType(MediaType.parseMediaType("text/plain; version=0.0.4; charset=utf-8"))
                .body(metrics.scrape());
    }
}

package dev.triptych.controlplane.reconcile;

import dev.triptych.spi.WorkloadKind;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * For tests: has the process die, as if it had been killed with −9.
 *
 * @param killPoint where; null for nowhere
 * @param killKind only for a workload of this kind; null for any
 */
@ConfigurationProperties("triptych.fault")
public record FaultProperties(
        @Nullable KillPoint killPoint, @Nullable WorkloadKind killKind) {}

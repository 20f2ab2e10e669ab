package dev.triptych.controlplane.reconcile;

import dev.triptych.spi.WorkloadKind;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * For tests: has the process die, as if it had been killed with −9.
 *
 * @param killPoint where; null for nowhere
 * @param killKinds once a workload of each of these kinds has come there, and has waited there for the others; empty for
 *     the first one that comes
 */
@ConfigurationProperties("triptych.fault")
public record FaultProperties(
        @Nullable KillPoint killPoint, @DefaultValue Set<WorkloadKind> killKinds) {
    public FaultProperties {
        killKinds = Set.copyOf(killKinds);
    }
}

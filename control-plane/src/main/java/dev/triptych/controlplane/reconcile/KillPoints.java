package dev.triptych.controlplane.reconcile;

import dev.triptych.spi.WorkloadKind;
import java.util.function.BiConsumer;
import org.springframework.stereotype.Component;

/** Passes the points at which the process may be made to die. Costs nothing where it is not. */
@Component
class KillPoints {
    /** What a shell says of a process that SIGKILL ended. */
    static final int KILLED = 137;

    private volatile BiConsumer<KillPoint, WorkloadKind> action;

    KillPoints(FaultProperties properties) {
        action = (point, kind) -> {
            boolean dies =
                    point == properties.killPoint() && (properties.killKind() == null || properties.killKind() == kind);
            if (dies) {
                Runtime.getRuntime().halt(KILLED);
            }
        };
    }

    /** What happens at each point from now on. */
    void replace(BiConsumer<KillPoint, WorkloadKind> other) {
        action = other;
    }

    void pass(KillPoint point, WorkloadKind kind) {
        action.accept(point, kind);
    }
}

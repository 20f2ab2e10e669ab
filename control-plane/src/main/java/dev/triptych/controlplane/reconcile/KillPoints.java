package dev.triptych.controlplane.reconcile;

import dev.triptych.spi.WorkloadKind;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Passes the points at which the process may be made to die. Costs nothing where it is not. */
@Component
class KillPoints {
    private static final Logger LOG = LoggerFactory.getLogger(KillPoints.class);
    /** What a shell says of a process that SIGKILL ended. */
    static final int KILLED = 137;

    private volatile BiConsumer<KillPoint, WorkloadKind> action;

    KillPoints(FaultProperties properties) {
        KillPoint point = properties.killPoint();
        action = point == null ? (passed, kind) -> {} : new Death(point, properties.killKinds());
    }

    /** What happens at each point from now on. */
    void replace(BiConsumer<KillPoint, WorkloadKind> other) {
        action = other;
    }

    void pass(KillPoint point, WorkloadKind kind) {
        action.accept(point, kind);
    }

    /** Holds at the point whoever comes, and ends the process when all have come. */
    private static final class Death implements BiConsumer<KillPoint, WorkloadKind> {
        private final KillPoint point;
        private final Set<WorkloadKind> kinds;
        private final Set<WorkloadKind> here = EnumSet.noneOf(WorkloadKind.class);

        Death(KillPoint point, Set<WorkloadKind> kinds) {
            this.point = point;
            this.kinds = kinds;
        }

        @Override
        public void accept(KillPoint passed, WorkloadKind kind) {
            if (passed != point || !(kinds.isEmpty() || kinds.contains(kind))) {
                return;
            }
            LOG.warn("killed at {}: {}", point, kind);
            if (isTheLast(kind)) {
                Runtime.getRuntime().halt(KILLED);
            }
            while (true) { // until another one ends it all; no deadline and no command calls it back
                LockSupport.park(this);
                boolean _ = Thread.interrupted();
            }
        }

        private synchronized boolean isTheLast(WorkloadKind kind) {
            here.add(kind);
            return here.containsAll(kinds);
        }
    }
}

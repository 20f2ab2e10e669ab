package dev.triptych.controlplane.reconcile;

import dev.triptych.controlplane.platform.WarningCode;
import dev.triptych.controlplane.platform.WarningSource;
import dev.triptych.spi.WorkloadKey;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/** Whose output cannot be written at the moment. */
@Component
class Outputs implements WarningSource {
    private final Set<WorkloadKey> notKept = ConcurrentHashMap.newKeySet();

    void notKept(WorkloadKey key) {
        notKept.add(key);
    }

    /** It is written again, or there is no more of it. */
    void kept(WorkloadKey key) {
        if (!notKept.isEmpty()) {
            notKept.remove(key);
        }
    }

    @Override
    public void tell(Findings findings) {
        findings.found(
                !notKept.isEmpty(),
                new Finding(
                        WarningCode.OUTPUT_NOT_KEPT,
                        "logs",
                        Severity.ERROR,
                        "The output of some workloads cannot be written. They go on, and their logs will have a gap.",
                        "Make room on the disk. The log of the service has more."));
    }
}

package dev.triptych.controlplane.reconcile;

import dev.triptych.controlplane.platform.WarningCode;
import dev.triptych.controlplane.platform.WarningSource;
import org.springframework.stereotype.Component;

/** Warns of orphans that nobody has said to leave alone. */
@Component
final class OrphanWarnings implements WarningSource {
    private final Orphans orphans;

    OrphanWarnings(Orphans orphans) {
        this.orphans = orphans;
    }

    @Override
    public void tell(Findings findings) {
        long count = orphans.all().stream().filter(orphan -> !orphan.ignored()).count();
        findings.found(
                count > 0,
                new Finding(
                        WarningCode.ORPHANS_FOUND,
                        "host",
                        Severity.WARNING,
                        count == 1
                                ? "An object of ours in a backend belongs to no workload."
                                : count + " objects of ours in the backends belong to no workload.",
                        "See GET /host/orphans, and adopt, stop or ignore each."));
    }
}

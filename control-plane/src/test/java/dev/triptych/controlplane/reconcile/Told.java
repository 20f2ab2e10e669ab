package dev.triptych.controlplane.reconcile;

import dev.triptych.controlplane.platform.WarningCode;
import dev.triptych.controlplane.platform.WarningSource;
import java.util.HashSet;
import java.util.Set;

/** What a source of warnings says. */
record Told(Set<WarningCode> holding, Set<WarningCode> over) implements WarningSource.Findings {
    static Told by(WarningSource source) {
        Told told = new Told(new HashSet<>(), new HashSet<>());
        source.tell(told);
        return told;
    }

    @Override
    public void holds(WarningSource.Finding finding) {
        holding.add(finding.code());
    }

    @Override
    public void over(WarningCode code, String subject) {
        over.add(code);
    }
}

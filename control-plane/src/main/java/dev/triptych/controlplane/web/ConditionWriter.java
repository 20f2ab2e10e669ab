package dev.triptych.controlplane.web;

import dev.triptych.api.model.ObservedState;
import dev.triptych.api.model.Orphan;
import dev.triptych.api.model.OrphanRecord;
import dev.triptych.api.model.Warning;
import dev.triptych.api.model.WarningCode;
import dev.triptych.api.model.WarningSeverity;
import dev.triptych.api.model.WorkloadKind;
import dev.triptych.spi.Moment;
import java.util.TreeMap;

/** Shows warnings and orphans. */
final class ConditionWriter {
    private ConditionWriter() {}

    static Warning warning(dev.triptych.controlplane.host.Warning warning) {
        var finding = warning.finding();
        Warning shown = new Warning(
                        warning.id(),
                        WarningCode.valueOf(finding.code().name()),
                        finding.subject(),
                        WarningSeverity.valueOf(finding.severity().name()),
                        finding.message(),
                        warning.since())
                .remedy(finding.remedy());
        var acknowledged = warning.acknowledged();
        return acknowledged == null
                ? shown
                : shown.acknowledgedAt(acknowledged.at()).acknowledgedBy(acknowledged.by());
    }

    static Orphan orphan(dev.triptych.controlplane.reconcile.Orphan orphan) {
        Moment started = orphan.object().startedAt();
        return new Orphan(
                        orphan.id().toString(),
                        WorkloadKind.valueOf(orphan.id().kind().name()),
                        orphan.id().key().id().value(),
                        orphan.id().key().generation(),
                        ObservedState.valueOf(orphan.object().state().name()),
                        orphan.object().observedAt(),
                        orphan.since(),
                        OrphanRecord.valueOf(orphan.record().name()),
                        orphan.ignored(),
                        new TreeMap<>(orphan.object().facts()))
                .name(orphan.object().name())
                .startedAt(started == null ? null : started.at());
    }
}

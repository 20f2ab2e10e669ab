package dev.triptych.controlplane.web;

import dev.triptych.api.model.MigrationAssessment;
import dev.triptych.api.model.MigrationCanaryEvidence;
import dev.triptych.api.model.MigrationCutOver;
import dev.triptych.api.model.MigrationDifference;
import dev.triptych.api.model.MigrationEvidence;
import dev.triptych.api.model.MigrationFinding;
import dev.triptych.api.model.MigrationPreparation;
import dev.triptych.api.model.MigrationRollback;
import dev.triptych.api.model.MigrationTraffic;
import dev.triptych.api.model.MigrationVerification;
import dev.triptych.api.model.MigrationWatching;
import dev.triptych.controlplane.migration.Evidence;
import dev.triptych.controlplane.verification.VerificationResult;
import org.jspecify.annotations.Nullable;

/** Shows what a state of a migration has shown. */
final class EvidenceWriter {
    private EvidenceWriter() {}

    static MigrationEvidence evidence(Evidence evidence) {
        return new MigrationEvidence()
                .assessment(assessment(evidence.assessment()))
                .preparation(preparation(evidence.preparation()))
                .verification(verification(evidence.verification()))
                .canary(
                        evidence.canary().isEmpty()
                                ? null
                                : evidence.canary().stream()
                                        .map(EvidenceWriter::canary)
                                        .toList())
                .cutOver(cutOver(evidence.cutOver()))
                .watching(watching(evidence.watching()))
                .rollback(rollback(evidence.rollback()));
    }

    private static @Nullable MigrationAssessment assessment(Evidence.@Nullable Assessed found) {
        return found == null
                ? null
                : new MigrationAssessment(found.findings().stream()
                                .map(one -> new MigrationFinding(
                                                one.topic(),
                                                one.evidence(),
                                                MigrationFinding.MeansEnum.valueOf(
                                                        one.means().name()))
                                        .forward(one.forward().isEmpty() ? null : one.forward()))
                                .toList())
                        .verdict(
                                found.verdict() == null
                                        ? null
                                        : MigrationAssessment.VerdictEnum.valueOf(
                                                found.verdict().name()))
                        .problem(found.problem());
    }

    private static @Nullable MigrationPreparation preparation(Evidence.@Nullable Preparation shown) {
        return shown == null
                ? null
                : new MigrationPreparation(shown.workload())
                        .imports(shown.imports())
                        .granted(
                                shown.imports() == null ? null : shown.missing().isEmpty())
                        .readyAfterMs(shown.readyAfterMillis())
                        .code(shown.code())
                        .problem(shown.problem());
    }

    private static @Nullable MigrationVerification verification(Evidence.@Nullable Verification shown) {
        if (shown == null) {
            return null;
        }
        VerificationResult all = shown.all();
        return new MigrationVerification(
                all.compared(),
                all.equal(),
                all.different(),
                all.incomparable(),
                shown.minimum(),
                all.differences().stream()
                        .map(one -> new MigrationDifference(one.request(), one.what())
                                .old(one.old())
                                .candidate(one.candidate()))
                        .toList(),
                all.notes());
    }

    private static MigrationCanaryEvidence canary(Evidence.CanaryShare share) {
        return new MigrationCanaryEvidence(
                        share.weight(), share.since(), traffic(share.old()), traffic(share.candidate()))
                .until(share.until());
    }

    private static MigrationTraffic traffic(Evidence.Traffic traffic) {
        return new MigrationTraffic(traffic.workload(), traffic.requests(), traffic.errors())
                .p50(traffic.p50())
                .p99(traffic.p99());
    }

    private static @Nullable MigrationCutOver cutOver(Evidence.@Nullable CutOver shown) {
        return shown == null
                ? null
                : new MigrationCutOver(shown.at())
                        .inFlight(shown.inFlight())
                        .drainedAt(shown.drainedAt())
                        .leftInFlight(shown.leftInFlight())
                        .before(traffic(shown.before()))
                        .during(traffic(shown.during()));
    }

    private static @Nullable MigrationWatching watching(Evidence.@Nullable Watching shown) {
        return shown == null
                ? null
                : new MigrationWatching(shown.since(), traffic(shown.candidate()), shown.budgetUsed())
                        .p99Before(shown.p99Before());
    }

    private static @Nullable MigrationRollback rollback(Evidence.@Nullable Rollback shown) {
        return shown == null
                ? null
                : new MigrationRollback(shown.why())
                        .startedOld(shown.startedOld())
                        .switchedAt(shown.switchedAt())
                        .removedAt(shown.removedAt());
    }
}

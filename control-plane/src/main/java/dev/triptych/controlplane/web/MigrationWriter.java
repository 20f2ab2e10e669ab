package dev.triptych.controlplane.web;

import dev.triptych.api.model.Migration;
import dev.triptych.api.model.MigrationAction;
import dev.triptych.api.model.MigrationAssess;
import dev.triptych.api.model.MigrationAvailableAction;
import dev.triptych.api.model.MigrationCanary;
import dev.triptych.api.model.MigrationCanaryStep;
import dev.triptych.api.model.MigrationCompare;
import dev.triptych.api.model.MigrationGate;
import dev.triptych.api.model.MigrationMirror;
import dev.triptych.api.model.MigrationOutcome;
import dev.triptych.api.model.MigrationState;
import dev.triptych.api.model.MigrationStatus;
import dev.triptych.api.model.MigrationStep;
import dev.triptych.api.model.MigrationTestRequest;
import dev.triptych.api.model.MigrationVerify;
import dev.triptych.api.model.MigrationWatch;
import dev.triptych.api.model.WorkloadKind;
import dev.triptych.controlplane.migration.Migration.Step;
import dev.triptych.controlplane.migration.Migration.View;
import dev.triptych.controlplane.migration.MigrationPlan;
import dev.triptych.controlplane.verification.CompareRules;
import dev.triptych.controlplane.verification.Mirror;
import dev.triptych.controlplane.verification.VerificationPlan;
import org.jspecify.annotations.Nullable;

/** Shows a migration. */
final class MigrationWriter {
    private MigrationWriter() {}

    static Migration migration(View view) {
        dev.triptych.controlplane.migration.Migration migration = view.migration();
        MigrationPlan plan = migration.plan();
        return new Migration(
                        migration.name(),
                        migration.id(),
                        plan.service(),
                        plan.old().workload(),
                        DescriptionWriter.describe(plan.to()),
                        DurationText.of(plan.grace()),
                        plan.removeOld(),
                        plan.gates().stream()
                                .sorted()
                                .map(gate -> MigrationGate.valueOf(gate.name()))
                                .toList(),
                        status(view))
                .fromKind(kind(plan.oldKind()))
                .assess(plan.observe() == null ? null : new MigrationAssess().observe(DurationText.of(plan.observe())))
                .verify(verify(plan.verify()))
                .canary(
                        plan.canary().isEmpty()
                                ? null
                                : new MigrationCanary(plan.canary().stream()
                                        .map(MigrationWriter::share)
                                        .toList()))
                .watch(watch(plan.watch()));
    }

    private static @Nullable WorkloadKind kind(dev.triptych.spi.@Nullable WorkloadKind kind) {
        return kind == null ? null : WorkloadKind.valueOf(kind.name());
    }

    private static MigrationStatus status(View view) {
        dev.triptych.controlplane.migration.Migration migration = view.migration();
        return new MigrationStatus(
                        MigrationState.valueOf(migration.state().name()),
                        migration.message(),
                        migration.createdAt(),
                        migration.createdBy(),
                        view.availableActions().stream()
                                .map(one -> new MigrationAvailableAction(
                                                MigrationAction.valueOf(
                                                        one.action().name()),
                                                one.available())
                                        .reason(one.reason()))
                                .toList(),
                        view.steps().stream().map(MigrationWriter::step).toList())
                .waitingFor(migration.waiting() ? MigrationStatus.WaitingForEnum.PROMOTE : null)
                .endedAt(migration.endedAt());
    }

    private static MigrationStep step(Step step) {
        return new MigrationStep(
                        MigrationState.valueOf(step.state().name()),
                        step.startedAt(),
                        MigrationOutcome.valueOf(step.outcome().name()),
                        EvidenceWriter.evidence(step.evidence()))
                .endedAt(step.endedAt());
    }

    private static MigrationCanaryStep share(MigrationPlan.Canary step) {
        return new MigrationCanaryStep(step.weight())
                ._for(step.time() == null ? null : DurationText.of(step.time()))
                .requests(step.requests());
    }

    private static @Nullable MigrationVerify verify(@Nullable VerificationPlan plan) {
        if (plan == null) {
            return null;
        }
        CompareRules rules = plan.rules();
        Mirror mirror = plan.mirror();
        return new MigrationVerify()
                .requests(plan.requests().stream()
                        .map(one -> new MigrationTestRequest(one.path())
                                .method(one.method())
                                .headers(one.headers())
                                .body(one.body()))
                        .toList())
                .recorded(plan.recorded())
                .unsafe(plan.unsafe())
                .mirror(
                        mirror == null
                                ? null
                                : new MigrationMirror()
                                        ._for(DurationText.of(mirror.time()))
                                        .requests(mirror.requests()))
                .compare(new MigrationCompare()
                        .headers(rules.headers())
                        .ignoreHeaders(rules.ignoreHeaders())
                        .ignoreJson(rules.ignoreJson()))
                .minimum(plan.minimum());
    }

    private static @Nullable MigrationWatch watch(MigrationPlan.@Nullable Watch watch) {
        return watch == null
                ? null
                : new MigrationWatch()
                        ._for(DurationText.of(watch.time()))
                        .errorBudget(watch.errorBudget())
                        .latencyFactor(watch.latencyFactor());
    }
}

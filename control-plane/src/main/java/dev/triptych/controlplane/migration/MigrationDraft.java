package dev.triptych.controlplane.migration;

import dev.triptych.controlplane.migration.MigrationPlan.Canary;
import dev.triptych.controlplane.migration.MigrationPlan.Gate;
import dev.triptych.controlplane.migration.MigrationPlan.Watch;
import dev.triptych.controlplane.verification.VerificationPlan;
import dev.triptych.controlplane.workload.Description;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is asked for. The parts are those of {@link MigrationPlan}.
 *
 * @param name null to have one drawn
 * @param from null for the service's only backend
 */
public record MigrationDraft(
        @Nullable String name,
        String service,
        @Nullable String from,
        Description to,
        @Nullable Duration observe,
        @Nullable VerificationPlan verify,
        List<Canary> canary,
        @Nullable Watch watch,
        Duration grace,
        boolean removeOld,
        Set<Gate> gates) {
    public MigrationDraft {
        canary = List.copyOf(canary);
        gates = Set.copyOf(gates);
    }

    MigrationDraft named(String drawn) {
        return new MigrationDraft(drawn, service, from, to, observe, verify, canary, watch, grace, removeOld, gates);
    }
}

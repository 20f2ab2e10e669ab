package dev.triptych.controlplane.migration;

import dev.triptych.controlplane.service.ServiceSpec.BackendSpec;
import dev.triptych.controlplane.verification.VerificationPlan;
import dev.triptych.controlplane.workload.Description;
import dev.triptych.spi.WorkloadKind;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What was asked for, with the defaults filled in.
 *
 * @param old the backend that is replaced
 * @param oldKind of the workload that is replaced; null in plans of before it was kept
 * @param candidate the new workload as a backend
 * @param observe how long the old workload is looked at; null for not at all
 * @param verify null to compare nothing
 * @param canary in order; empty to cut over at once
 * @param watch null to watch nothing
 * @param grace how long the old workload is kept ready to come back
 * @param removeOld whether it is deleted at the end
 */
public record MigrationPlan(
        String service,
        BackendSpec old,
        @Nullable WorkloadKind oldKind,
        BackendSpec candidate,
        Description to,
        @Nullable Duration observe,
        @Nullable VerificationPlan verify,
        List<Canary> canary,
        @Nullable Watch watch,
        Duration grace,
        boolean removeOld,
        Set<Gate> gates) {
    public MigrationPlan {
        canary = List.copyOf(canary);
        gates = Set.copyOf(gates);
    }

    /** A state that is entered only when somebody says so. */
    public enum Gate {
        VERIFY,
        CANARY,
        CUT_OVER,
        DONE
    }

    /**
     * A share of the requests, until all that is given is reached.
     *
     * @param weight percent of what the old workload would get, 1 to 99
     * @param time null for no bound
     * @param requests of the new workload; null for no bound
     */
    public record Canary(
            int weight, @Nullable Duration time, @Nullable Integer requests) {}

    /**
     * When the new workload is taken back by itself.
     *
     * @param errorBudget the part of its requests that may fail
     * @param latencyFactor how many times as long as the old one's its 99th percentile may be
     */
    public record Watch(Duration time, double errorBudget, double latencyFactor) {
        public static final Watch USUAL = new Watch(Duration.ofSeconds(30), 0.01, 3);
    }

    /** What the error budget is, also where nothing is watched. */
    double errorBudget() {
        return watch == null ? Watch.USUAL.errorBudget() : watch.errorBudget();
    }
}

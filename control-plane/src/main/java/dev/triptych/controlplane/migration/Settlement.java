package dev.triptych.controlplane.migration;

import dev.triptych.controlplane.platform.Actor;
import dev.triptych.controlplane.service.ServiceShifts;
import dev.triptych.controlplane.verification.Verifier;
import org.springframework.stereotype.Component;

/** Lets the service go with the backends that it is to have, and erases what was recorded of it. Twice does no harm. */
@Component
class Settlement {
    private final ServiceShifts shifts;
    private final Verifier verifier;
    private final MigrationWorkloads workloads;

    Settlement(ServiceShifts shifts, Verifier verifier, MigrationWorkloads workloads) {
        this.shifts = shifts;
        this.verifier = verifier;
        this.workloads = workloads;
    }

    /** The new workload stays behind the service. */
    void move(Migration migration) {
        MigrationPlan plan = migration.plan();
        shifts.find(plan.service())
                .ifPresent(service -> shifts.settle(
                        plan.service(),
                        migration.name(),
                        MigrationPolicy.moved(service.spec().backends(), plan),
                        Actor.SYSTEM));
        verifier.erase(plan.service());
    }

    /** It is moved for good. */
    void finish(Migration migration) {
        move(migration);
        if (migration.plan().removeOld()) {
            workloads.remove(migration.plan().old().workload());
        }
    }

    /** The service is as it was. */
    void takeBack(Migration migration) {
        MigrationPlan plan = migration.plan();
        shifts.find(plan.service())
                .ifPresent(service -> shifts.settle(
                        plan.service(), migration.name(), service.spec().backends(), Actor.SYSTEM));
        verifier.erase(plan.service());
    }
}

package dev.triptych.controlplane.migration;

import dev.triptych.controlplane.migration.Migration.State;
import dev.triptych.controlplane.migration.Migration.View;
import java.time.Clock;
import org.springframework.stereotype.Component;

/** Stops the old workload, and keeps it ready to come back for the grace. */
@Component
class Keeping implements Work {
    private static final String WORDS = "The service is moved; the old workload is kept stopped and can come back.";

    private final MigrationWorkloads workloads;
    private final Clock clock;

    Keeping(MigrationWorkloads workloads, Clock clock) {
        this.workloads = workloads;
        this.clock = clock;
    }

    @Override
    public State state() {
        return State.GRACE;
    }

    @Override
    public Progress go(View view) {
        MigrationPlan plan = view.migration().plan();
        Mark mark = view.current().mark();
        if (mark.since() == null) {
            workloads.stop(plan.old().workload());
            return Progress.stays(Evidence.NONE, mark.at(clock.instant(), Counts.ZERO, Counts.ZERO), WORDS);
        }
        return clock.instant().isBefore(mark.since().plus(plan.grace()))
                ? Progress.stays(view, WORDS)
                : Progress.passed(view, Evidence.NONE);
    }
}

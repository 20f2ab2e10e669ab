package dev.triptych.controlplane.migration;

import dev.triptych.controlplane.assessment.Assessment;
import dev.triptych.controlplane.assessment.Assessments;
import dev.triptych.controlplane.migration.Evidence.Assessed;
import dev.triptych.controlplane.migration.Migration.State;
import dev.triptych.controlplane.migration.Migration.View;
import dev.triptych.controlplane.platform.TriptychException;
import dev.triptych.controlplane.workload.WorkloadView;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.springframework.stereotype.Component;

/** Has the old workload looked at. What is found is evidence: whoever gave the new workload has decided already. */
@Component
class Assessing implements Work {
    private final Assessments assessments;
    private final MigrationWorkloads workloads;
    private final Beside beside;

    Assessing(Assessments assessments, MigrationWorkloads workloads, Beside beside) {
        this.assessments = assessments;
        this.workloads = workloads;
        this.beside = beside;
    }

    @Override
    public State state() {
        return State.ASSESSING;
    }

    @Override
    public Progress go(View view) throws InterruptedException {
        Migration migration = view.migration();
        WorkloadView old = workloads.find(migration.plan().old().workload()).orElse(null);
        if (old == null) {
            return passed(view, new Assessed(null, List.of(), "The old workload is gone."));
        }
        Duration observe = Objects.requireNonNull(migration.plan().observe());
        try {
            Optional<Assessment> ended = beside.poll(
                    migration.id(), () -> assessments.assess(old.workload().id(), observe));
            return ended.map(found -> passed(
                            view,
                            new Assessed(
                                    found.verdict(),
                                    found.findings(),
                                    found.verdict() == null ? found.message() : null)))
                    .orElseGet(() -> Progress.stays(view, "It looks at the old workload."));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof TriptychException refused) {
                return passed(view, new Assessed(null, List.of(), refused.safeMessage()));
            }
            throw new IllegalStateException("the old workload could not be assessed", e);
        }
    }

    private static Progress passed(View view, Assessed found) {
        return Progress.passed(view, Evidence.of(found));
    }

    @Override
    public void leave(View view) {
        beside.cancel(view.migration().id());
    }
}

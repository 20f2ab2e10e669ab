package dev.triptych.controlplane.migration;

import dev.triptych.controlplane.artifact.Artifacts;
import dev.triptych.controlplane.migration.Evidence.Preparation;
import dev.triptych.controlplane.migration.Migration.State;
import dev.triptych.controlplane.migration.Migration.Step;
import dev.triptych.controlplane.migration.Migration.View;
import dev.triptych.controlplane.platform.TriptychException;
import dev.triptych.controlplane.platform.TriptychException.Unavailable;
import dev.triptych.controlplane.workload.Description;
import dev.triptych.controlplane.workload.SourceSpec;
import dev.triptych.controlplane.workload.WorkloadState;
import dev.triptych.controlplane.workload.WorkloadView;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.springframework.stereotype.Component;

/** Makes the new workload, and waits until it is ready. */
@Component
class Preparing implements Work {
    private static final String NOT_GRANTED = "IMPORTS_NOT_GRANTED";
    private static final String NAME_TAKEN = "NAME_TAKEN";
    private static final String GONE = "WORKLOAD_ABSENT";
    private static final String TOO_SLOW = "STARTUP_DEADLINE";

    private final MigrationWorkloads workloads;
    private final Artifacts artifacts;
    private final MigrationProperties properties;
    private final Clock clock;

    Preparing(MigrationWorkloads workloads, Artifacts artifacts, MigrationProperties properties, Clock clock) {
        this.workloads = workloads;
        this.artifacts = artifacts;
        this.properties = properties;
        this.clock = clock;
    }

    @Override
    public State state() {
        return State.PREPARING;
    }

    @Override
    public Progress go(View view) {
        Step step = view.current();
        Description to = view.migration().plan().to();
        Preparation known = step.evidence().preparation();
        Preparation preparation = known == null ? looked(to) : known;
        WorkloadView there = workloads.find(to.name()).orElse(null);
        if (there == null) {
            return step.mark().since() == null
                    ? create(view, preparation)
                    : broken(view, preparation, GONE, "The new workload is gone.");
        }
        if (!MigrationWorkloads.isOf(there, view.migration())) {
            return broken(view, preparation, NAME_TAKEN, "There is another workload \"" + to.name() + "\" by now.");
        }
        return waited(view, preparation, there);
    }

    private Preparation looked(Description to) {
        if (!(to.source() instanceof SourceSpec.Artifact source)) {
            return new Preparation(to.name(), null, List.of(), null, null, null);
        }
        return artifacts
                .module(source.name())
                .map(module -> new Preparation(
                        to.name(),
                        module.imports().stream()
                                .map(needed -> needed.name().isEmpty()
                                        ? needed.module()
                                        : needed.module() + "." + needed.name())
                                .toList(),
                        module.missingImports(),
                        null,
                        null,
                        null))
                .orElse(new Preparation(to.name(), null, List.of(), null, null, null));
    }

    private Progress create(View view, Preparation preparation) {
        Step step = view.current();
        Instant now = clock.instant();
        try {
            workloads.create(view.migration().plan().to());
            return Progress.stays(
                    Evidence.of(preparation),
                    step.mark().at(now, Objects.requireNonNullElse(step.mark().old(), Counts.ZERO), Counts.ZERO),
                    "The new workload is on its way.");
        } catch (Unavailable away) {
            return now.isBefore(step.startedAt().plus(properties.readyDeadline()))
                    ? Progress.stays(Evidence.of(preparation), step.mark(), away.safeMessage())
                    : broken(view, preparation, away.code().name(), away.safeMessage());
        } catch (TriptychException refused) {
            String missing = refused.code().name().equals(NOT_GRANTED)
                            && !preparation.missing().isEmpty()
                    ? " Not granted: " + String.join(", ", preparation.missing()) + "."
                    : "";
            return broken(view, preparation, refused.code().name(), refused.safeMessage() + missing);
        }
    }

    private Progress waited(View view, Preparation preparation, WorkloadView there) {
        Instant since = there.workload().createdAt();
        if (there.state() == WorkloadState.READY) {
            Instant ready = Objects.requireNonNullElse(there.run().readyAt(), clock.instant());
            return Progress.passed(
                    view,
                    Evidence.of(preparation.ready(Duration.between(since, ready).toMillis())));
        }
        if (there.workload().atRest()) {
            return broken(
                    view,
                    preparation,
                    there.run().reason().code().name(),
                    "The new workload did not become ready: "
                            + there.run().reason().message());
        }
        if (clock.instant().isAfter(since.plus(properties.readyDeadline()))) {
            return broken(
                    view,
                    preparation,
                    TOO_SLOW,
                    "The new workload was not ready within "
                            + properties.readyDeadline().toSeconds() + " s.");
        }
        return Progress.stays(Evidence.of(preparation), view.current().mark(), "The new workload is on its way.");
    }

    private static Progress broken(View view, Preparation preparation, String code, String why) {
        return Progress.broken(view, Evidence.of(preparation.broken(code, why)), why);
    }
}

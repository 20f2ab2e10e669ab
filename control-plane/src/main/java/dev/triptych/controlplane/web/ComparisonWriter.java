package dev.triptych.controlplane.web;

import dev.triptych.api.model.Comparison;
import dev.triptych.api.model.ComparisonLoad;
import dev.triptych.api.model.ComparisonMode;
import dev.triptych.api.model.ComparisonProgress;
import dev.triptych.api.model.ComparisonState;
import dev.triptych.api.model.ComparisonTemperature;
import dev.triptych.api.model.ComparisonVariant;
import dev.triptych.controlplane.comparison.Comparison.Progress;
import dev.triptych.controlplane.comparison.Comparison.View;
import dev.triptych.controlplane.comparison.Plan;
import org.jspecify.annotations.Nullable;

/** Shows a comparison. */
final class ComparisonWriter {
    private ComparisonWriter() {}

    static Comparison comparison(View view) {
        dev.triptych.controlplane.comparison.Comparison comparison = view.comparison();
        Plan plan = comparison.plan();
        return new Comparison(
                        comparison.name(),
                        comparison.id(),
                        ComparisonState.valueOf(comparison.state().name()),
                        comparison.message(),
                        progress(view.progress()),
                        plan.ofServices() ? ComparisonMode.SERVICE : ComparisonMode.JOB,
                        ComparisonTemperature.PREPARED,
                        plan.seed(),
                        plan.repetitions(),
                        plan.warmUps(),
                        plan.insideView(),
                        plan.variants().stream()
                                .map(variant -> new ComparisonVariant(
                                        variant.label(), DescriptionWriter.describe(variant.description())))
                                .toList(),
                        comparison.cancelRequested(),
                        comparison.createdAt(),
                        comparison.createdBy())
                .precision(plan.precision())
                .load(load(plan.load()))
                .startedAt(comparison.startedAt())
                .endedAt(comparison.endedAt());
    }

    private static ComparisonProgress progress(Progress progress) {
        return new ComparisonProgress(progress.done(), progress.planned(), progress.rounds(), progress.failed())
                .current(progress.current());
    }

    private static @Nullable ComparisonLoad load(Plan.@Nullable LoadPlan load) {
        return load == null
                ? null
                : new ComparisonLoad()
                        .port(load.port())
                        .path(load.path())
                        .connections(load.connections())
                        .seconds(load.seconds());
    }
}

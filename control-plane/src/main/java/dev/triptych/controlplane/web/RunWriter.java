package dev.triptych.controlplane.web;

import dev.triptych.api.model.CacheCount;
import dev.triptych.api.model.Figure;
import dev.triptych.api.model.FigureQuality;
import dev.triptych.api.model.FigureUnit;
import dev.triptych.api.model.Footprint;
import dev.triptych.api.model.Phase;
import dev.triptych.api.model.PhaseAvailability;
import dev.triptych.api.model.PhaseName;
import dev.triptych.api.model.Reason;
import dev.triptych.api.model.Run;
import dev.triptych.api.model.RunState;
import dev.triptych.api.model.Temperature;
import dev.triptych.controlplane.workload.RunRecord;
import dev.triptych.spi.Preparation;
import dev.triptych.spi.Usage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Shows runs and what they cost. */
final class RunWriter {
    private RunWriter() {}

    static Run run(RunRecord run) {
        Preparation preparation = run.preparation();
        Run shown = new Run(
                        run.number(),
                        run.generation(),
                        RunState.valueOf(run.stage().name()),
                        run.queuedAt(),
                        run.phases().stream().map(RunWriter::phase).toList(),
                        preparation == null
                                ? List.of()
                                : preparation.uses().stream()
                                        .map(use -> new CacheCount(use.cache(), use.hit(), use.hits(), use.misses()))
                                        .toList())
                .startedAt(run.startedAt())
                .readyAt(run.readyAt())
                .endedAt(run.endedAt())
                .exitCode(run.exitCode())
                .signal(run.signal())
                .reason(reason(run.reason()))
                .footprint(footprint(run.footprint()));
        if (preparation != null) {
            shown.setTemperature(Temperature.valueOf(preparation.temperature().name()));
        }
        return shown;
    }

    static Reason reason(dev.triptych.controlplane.workload.Reason reason) {
        return new Reason(reason.code().name(), reason.message());
    }

    static @Nullable Footprint footprint(@Nullable Usage usage) {
        return usage == null
                ? null
                : new Footprint()
                        .memory(figure(usage.memory()))
                        .memoryPeak(figure(usage.memoryPeak()))
                        .cpuTime(figure(usage.cpuTime()))
                        .threads(figure(usage.threads()))
                        .disk(figure(usage.disk()))
                        .networkReceived(figure(usage.received()))
                        .networkSent(figure(usage.sent()));
    }

    private static Phase phase(dev.triptych.controlplane.workload.Phase phase) {
        boolean measured = phase.nanos() != null;
        return new Phase(
                        PhaseName.valueOf(phase.name().name()),
                        measured ? PhaseAvailability.MEASURED : PhaseAvailability.UNAVAILABLE)
                .startedAt(phase.startedAt())
                .durationNanos(phase.nanos())
                .reason(phase.unavailable());
    }

    private static Figure figure(dev.triptych.spi.Figure figure) {
        Long own = figure.own();
        Long shared = figure.shared();
        return new Figure(
                        FigureUnit.valueOf(figure.unit().name()),
                        figure.basis(),
                        FigureQuality.valueOf(figure.quality().name()))
                .value(own == null ? shared : Long.valueOf(own + (shared == null ? 0 : shared)))
                .own(own)
                .shared(shared)
                .note(figure.note().isEmpty() ? null : figure.note());
    }
}

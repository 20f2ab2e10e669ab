package dev.triptych.controlplane.workload;

import dev.triptych.spi.ExitReason;
import dev.triptych.spi.Preparation;
import dev.triptych.spi.Usage;
import dev.triptych.spi.WorkloadId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The next version of a run while it is being made. For one thread. */
public final class RunDraft {
    private final WorkloadId workload;
    private final int number;
    private final long generation;
    private Stage stage;
    private @Nullable String incarnation;
    private final Instant queuedAt;
    private @Nullable Instant startedAt;
    private @Nullable Instant readyAt;
    private @Nullable Instant endedAt;
    private @Nullable ExitReason exitReason;
    private @Nullable Integer exitCode;
    private @Nullable Integer signal;
    private Reason reason;
    private List<Phase> phases;
    private @Nullable Preparation preparation;
    private @Nullable Usage footprint;

    RunDraft(RunRecord run) {
        this.workload = run.workload();
        this.number = run.number();
        this.generation = run.generation();
        this.stage = run.stage();
        this.incarnation = run.incarnation();
        this.queuedAt = run.queuedAt();
        this.startedAt = run.startedAt();
        this.readyAt = run.readyAt();
        this.endedAt = run.endedAt();
        this.exitReason = run.exitReason();
        this.exitCode = run.exitCode();
        this.signal = run.signal();
        this.reason = run.reason();
        this.phases = run.phases();
        this.preparation = run.preparation();
        this.footprint = run.footprint();
    }

    public RunDraft stage(Stage next) {
        this.stage = next;
        return this;
    }

    public RunDraft incarnation(@Nullable String next) {
        this.incarnation = next;
        return this;
    }

    public RunDraft startedAt(@Nullable Instant next) {
        this.startedAt = next;
        return this;
    }

    public RunDraft readyAt(@Nullable Instant next) {
        this.readyAt = next;
        return this;
    }

    public RunDraft endedAt(@Nullable Instant next) {
        this.endedAt = next;
        return this;
    }

    public RunDraft exitReason(@Nullable ExitReason next) {
        this.exitReason = next;
        return this;
    }

    public RunDraft exitCode(@Nullable Integer next) {
        this.exitCode = next;
        return this;
    }

    public RunDraft signal(@Nullable Integer next) {
        this.signal = next;
        return this;
    }

    public RunDraft reason(Reason next) {
        this.reason = next;
        return this;
    }

    public RunDraft phases(List<Phase> next) {
        this.phases = next;
        return this;
    }

    public RunDraft preparation(@Nullable Preparation next) {
        this.preparation = next;
        return this;
    }

    public RunDraft footprint(@Nullable Usage next) {
        this.footprint = next;
        return this;
    }

    public RunRecord done() {
        return new RunRecord(
                workload,
                number,
                generation,
                stage,
                incarnation,
                queuedAt,
                startedAt,
                readyAt,
                endedAt,
                exitReason,
                exitCode,
                signal,
                reason,
                phases,
                preparation,
                footprint);
    }
}

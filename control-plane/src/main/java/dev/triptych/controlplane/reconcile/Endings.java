package dev.triptych.controlplane.reconcile;

import dev.triptych.controlplane.journal.ReasonCode;
import dev.triptych.controlplane.workload.Reason;
import dev.triptych.controlplane.workload.Stage;
import dev.triptych.spi.Exit;
import dev.triptych.spi.ExitReason;
import org.jspecify.annotations.Nullable;

/** What an end is called. Pure. */
final class Endings {
    static final Reason PROBE_FAILED =
            new Reason(ReasonCode.PROBE_FAILED, "Its probe failed as often in a row as probe.failureThreshold allows.");
    static final Reason HEALTH_CHECK_FAILED =
            new Reason(ReasonCode.PROBE_FAILED, "The health check of its image fails.");
    static final Reason STUCK_IN_PREPARING =
            new Reason(ReasonCode.STUCK_IN_PREPARING, "Its source could not be prepared in time.");
    static final Reason STUCK_IN_STARTING =
            new Reason(ReasonCode.STUCK_IN_STARTING, "Its backend did not start it in time.");

    private Endings() {}

    /**
     * How a run ended.
     *
     * @param due why Triptych ended it; null when it had no reason of its own
     * @param stopped whether Triptych asked it to end
     */
    static Ending of(Exit exit, @Nullable StopCause due, boolean stopped) {
        if (stopped && due == StopCause.TIME_LIMIT) {
            return new Ending(
                    Stage.FAILED,
                    ExitReason.TIME_LIMIT,
                    new Reason(ReasonCode.TIME_LIMIT, "It took longer than resources.timeout allows."));
        }
        if (stopped && due == StopCause.STARTUP_DEADLINE) {
            return new Ending(
                    Stage.FAILED,
                    exit.reason(),
                    new Reason(ReasonCode.STARTUP_DEADLINE, "It was not ready before probe.startupDeadline."));
        }
        if (stopped && due == StopCause.PROBE_FAILED) {
            return new Ending(Stage.FAILED, exit.reason(), PROBE_FAILED);
        }
        if (stopped && due == StopCause.STUCK_IN_STARTING) {
            return new Ending(Stage.FAILED, exit.reason(), STUCK_IN_STARTING);
        }
        if (stopped && exit.reason() != ExitReason.LOST) {
            return new Ending(Stage.STOPPED, exit.reason(), new Reason(ReasonCode.STOPPED, "Stopped as asked."));
        }
        return new Ending(stage(exit), exit.reason(), new Reason(ReasonCode.of(exit.reason()), message(exit)));
    }

    private static Stage stage(Exit exit) {
        Integer code = exit.code();
        return switch (exit.reason()) {
            case EXITED -> code != null && code == 0 ? Stage.SUCCEEDED : Stage.FAILED;
            case STOPPED, POWERED_OFF -> Stage.STOPPED;
            case LOST -> Stage.LOST;
            case SIGNALLED, OUT_OF_MEMORY, TIME_LIMIT, CPU_LIMIT, OUTPUT_LIMIT, TRAPPED, CRASHED, START_FAILED ->
                Stage.FAILED;
        };
    }

    private static String message(Exit exit) {
        if (!exit.detail().isEmpty()) {
            return exit.detail();
        }
        return switch (exit.reason()) {
            case EXITED -> "The program exited with code " + exit.code() + ".";
            case SIGNALLED -> "A signal that Triptych did not send ended it.";
            case STOPPED -> "It was stopped.";
            case OUT_OF_MEMORY -> "It needed more memory than resources.memory allows.";
            case TIME_LIMIT -> "It took longer than resources.timeout allows.";
            case CPU_LIMIT -> "It used more processor time than it may.";
            case OUTPUT_LIMIT -> "It wrote more output than it may.";
            case TRAPPED -> "The engine stopped it.";
            case POWERED_OFF -> "The machine powered off without an exit report from inside.";
            case CRASHED -> "The machine around the program broke.";
            case START_FAILED -> "The backend could not start it.";
            case LOST -> "It vanished, and nobody can tell how it ended.";
        };
    }

    /** Stage and reason of a run that has ended. */
    record Ending(Stage stage, ExitReason exit, Reason reason) {}
}

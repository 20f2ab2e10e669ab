package dev.triptych.controlplane.workload;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The rules of state. Pure: the same situation always gives the same answer.
 *
 * <p>A workload is <em>deleting</em> when the user wants it gone. It is <em>unknown</em> when its run has begun, has not
 * ended as far as we know, and the backend cannot be asked. It is <em>stopping</em> when its run has not ended and the
 * user does not want it to go on, or the backend says that it is stopping. It is <em>paused</em> when its run goes on as far
 * as the user is concerned, and the backend says that it is halted. Otherwise its state is the stage of its newest run; what
 * the backend says about a run that has ended changes nothing.
 */
public final class StatePolicy {
    private StatePolicy() {}

    public static WorkloadState state(Situation situation) {
        Stage stage = situation.stage();
        if (situation.desired() == Desired.DELETED) {
            return WorkloadState.DELETING;
        }
        if (stage.ended()) {
            return ofStage(stage);
        }
        if (situation.observed() == Observed.UNKNOWN && hasBegun(stage)) {
            return WorkloadState.UNKNOWN;
        }
        boolean backendStopsIt = situation.observed() == Observed.STOPPING && hasBegun(stage);
        if (situation.desired() == Desired.STOPPED || backendStopsIt) {
            return WorkloadState.STOPPING;
        }
        boolean goesOn = stage == Stage.RUNNING || stage == Stage.READY;
        return goesOn && situation.observed() == Observed.PAUSED ? WorkloadState.PAUSED : ofStage(stage);
    }

    private static boolean hasBegun(Stage stage) {
        return switch (stage) {
            case STARTING, RUNNING, READY, STOPPING -> true;
            case QUEUED, PREPARING, STOPPED, SUCCEEDED, FAILED, LOST -> false;
        };
    }

    private static WorkloadState ofStage(Stage stage) {
        return switch (stage) {
            case QUEUED -> WorkloadState.QUEUED;
            case PREPARING -> WorkloadState.PREPARING;
            case STARTING -> WorkloadState.STARTING;
            case RUNNING -> WorkloadState.RUNNING;
            case READY -> WorkloadState.READY;
            case STOPPING -> WorkloadState.STOPPING;
            case STOPPED -> WorkloadState.STOPPED;
            case SUCCEEDED -> WorkloadState.SUCCEEDED;
            case FAILED -> WorkloadState.FAILED;
            case LOST -> WorkloadState.LOST;
        };
    }

    /**
     * Whether an action is possible and needed; what the API answers, and what the console shows as possible.
     *
     * @param followed whether another run is to follow the present one
     * @param delayed whether the present run waits for the end of a back-off, which a command cuts short
     */
    public static Decision decide(Situation situation, boolean followed, boolean delayed, Action action) {
        boolean hastens = action == Action.START || action == Action.RESTART;
        return delayed && hastens && situation.desired() == Desired.RUNNING
                ? new Decision.Dispatch()
                : decide(situation, followed, action);
    }

    static Decision decide(Situation situation, boolean followed, Action action) {
        if (situation.desired() == Desired.DELETED) {
            return action == Action.DELETE
                    ? new Decision.AlreadyDone("it is being deleted")
                    : new Decision.Reject("it is being deleted");
        }
        return switch (action) {
            case START -> start(situation, followed);
            case STOP -> stop(situation);
            case RESTART -> restart(situation, followed);
            case PAUSE -> pause(situation);
            case RESUME -> resume(situation);
            case REPLACE, DELETE -> new Decision.Dispatch();
            case EXEC -> inside(situation, new Decision.Reject("it is paused; resume it first"));
            case CONSOLE, DISPLAY -> inside(situation, new Decision.Dispatch());
        };
    }

    private static Decision start(Situation situation, boolean followed) {
        WorkloadState state = state(situation);
        boolean goesOn = situation.desired() == Desired.RUNNING
                && !situation.stage().ended()
                && (followed || state != WorkloadState.STOPPING);
        if (goesOn && !followed && state == WorkloadState.PAUSED) {
            return new Decision.Reject("it is paused; resume it");
        }
        return goesOn ? new Decision.AlreadyDone("it is " + word(state)) : new Decision.Dispatch();
    }

    private static Decision stop(Situation situation) {
        if (situation.stage().ended()) {
            return new Decision.AlreadyDone("its last run has ended");
        }
        return situation.desired() == Desired.STOPPED
                ? new Decision.AlreadyDone("it is being stopped")
                : new Decision.Dispatch();
    }

    private static Decision restart(Situation situation, boolean followed) {
        return switch (state(situation)) {
            case QUEUED, PREPARING -> new Decision.AlreadyDone("its run has not begun yet");
            case UNKNOWN -> new Decision.Reject("its backend cannot be asked at the moment");
            case STARTING, RUNNING, READY, PAUSED, STOPPING ->
                followed ? new Decision.AlreadyDone("it is being restarted") : new Decision.Dispatch();
            case STOPPED, SUCCEEDED, FAILED, LOST -> new Decision.Dispatch();
            case DELETING -> new Decision.Reject("it is being deleted");
        };
    }

    private static Decision pause(Situation situation) {
        return inside(situation, new Decision.AlreadyDone("it is paused"));
    }

    private static Decision resume(Situation situation) {
        WorkloadState state = state(situation);
        boolean runs = state == WorkloadState.RUNNING || state == WorkloadState.READY;
        return runs ? new Decision.AlreadyDone("it is not paused") : inside(situation, new Decision.Dispatch());
    }

    /** @param whenPaused the decision for what is there and halted */
    private static Decision inside(Situation situation, Decision whenPaused) {
        return switch (state(situation)) {
            case RUNNING, READY -> new Decision.Dispatch();
            case PAUSED -> whenPaused;
            case QUEUED, PREPARING, STARTING -> new Decision.Reject("its run has not begun yet");
            case UNKNOWN -> new Decision.Reject("its backend cannot be asked at the moment");
            case STOPPING -> new Decision.Reject("it is being stopped");
            case STOPPED, SUCCEEDED, FAILED, LOST -> new Decision.Reject("nothing of it runs");
            case DELETING -> new Decision.Reject("it is being deleted");
        };
    }

    /** Every situation that is shown as this state; a list filter asks for exactly these. */
    static List<Situation> situationsOf(WorkloadState state) {
        return Situation.all().stream()
                .filter(situation -> state(situation) == state)
                .toList();
    }

    /** All actions, each with the reason where it is not possible now. */
    static List<AvailableAction> availableActions(Situation situation, boolean followed, boolean delayed) {
        return Arrays.stream(Action.values())
                .map(action -> AvailableAction.of(action, decide(situation, followed, delayed, action)))
                .toList();
    }

    private static String word(WorkloadState state) {
        return state.name().toLowerCase(Locale.ROOT);
    }
}

package dev.triptych.controlplane.workload;

import dev.triptych.controlplane.platform.ErrorCode;
import dev.triptych.controlplane.platform.TriptychException.Conflict;
import java.util.Locale;

/** What the rules of state say to a command. */
public final class ActionCheck {
    private ActionCheck() {}

    /**
     * Whether there is anything to do.
     *
     * @throws Conflict {@link ErrorCode#ACTION_NOT_POSSIBLE} when the action is not possible now
     */
    public static boolean isNeeded(WorkloadRecord workload, Action action) {
        return switch (StatePolicy.decide(workload.situation(), workload.isFollowed(), workload.isDelayed(), action)) {
            case Decision.Dispatch ignored -> true;
            case Decision.AlreadyDone ignored -> false;
            case Decision.Reject reject ->
                throw new Conflict(
                        ErrorCode.ACTION_NOT_POSSIBLE,
                        "Cannot " + action.name().toLowerCase(Locale.ROOT) + " \"" + workload.name() + "\": "
                                + reject.reason() + ".");
        };
    }
}

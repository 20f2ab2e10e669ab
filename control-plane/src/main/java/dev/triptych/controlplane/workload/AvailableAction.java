package dev.triptych.controlplane.workload;

import org.jspecify.annotations.Nullable;

/**
 * Whether an action is possible now.
 *
 * @param reason why not; null when it is available
 */
public record AvailableAction(
        Action action, boolean available, @Nullable String reason) {
    static AvailableAction of(Action action, Decision decision) {
        return switch (decision) {
            case Decision.Dispatch ignored -> new AvailableAction(action, true, null);
            case Decision.AlreadyDone done -> new AvailableAction(action, false, done.reason());
            case Decision.Reject reject -> new AvailableAction(action, false, reject.reason());
        };
    }
}

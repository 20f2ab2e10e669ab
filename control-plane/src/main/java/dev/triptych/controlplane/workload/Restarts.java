package dev.triptych.controlplane.workload;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far the restart policy is with a workload.
 *
 * @param attempts when it decided on each attempt that may still count, oldest first
 * @param nextAt when the latest attempt may begin; null when none was decided on since the last command
 */
public record Restarts(List<Instant> attempts, @Nullable Instant nextAt) {
    public static final Restarts NONE = new Restarts(List.of(), null);

    public Restarts {
        attempts = List.copyOf(attempts);
    }
}

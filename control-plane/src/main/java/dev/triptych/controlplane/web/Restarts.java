package dev.triptych.controlplane.web;

import dev.triptych.api.model.Restart;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Checks the form of {@code restart}, before {@link NotYetSupported} refuses most of it. */
final class Restarts {
    private Restarts() {}

    static void check(@Nullable Restart restart, Checks checks) {
        if (restart == null) {
            return;
        }
        Integer attempts = restart.getMaxAttempts();
        checks.require(restart.getPolicy() != null, "restart.policy", "is required: never, on-failure or always")
                .require(
                        attempts == null || (attempts >= 1 && attempts <= 1000),
                        "restart.maxAttempts",
                        "must be between 1 and 1000")
                .parsed(restart.getBackoff(), "restart.backoff", DurationText::parse, Duration.ZERO);
    }
}

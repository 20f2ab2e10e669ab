package dev.triptych.controlplane.web;

import dev.triptych.api.model.Restart;
import dev.triptych.api.model.RestartPolicy;
import dev.triptych.controlplane.workload.RestartSpec;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Reads what happens after a run has ended, and shows it. */
final class RestartReader {
    private RestartReader() {}

    static RestartSpec read(@Nullable Restart restart, Checks checks) {
        if (restart == null) {
            return RestartSpec.NEVER;
        }
        RestartPolicy policy = restart.getPolicy();
        checks.require(policy != null, "restart.policy", "is required: never, on-failure or always");
        Duration backoff = checks.parsed(
                restart.getBackoff(), "restart.backoff", DurationText::parse, RestartSpec.DEFAULT_BACKOFF);
        Duration longest =
                backoff.compareTo(RestartSpec.DEFAULT_MAX_BACKOFF) > 0 ? backoff : RestartSpec.DEFAULT_MAX_BACKOFF;
        return new RestartSpec(
                policy == null ? RestartSpec.When.NEVER : RestartSpec.When.valueOf(policy.name()),
                restart.getMaxAttempts(),
                checks.parsed(restart.getWindow(), "restart.window", DurationText::parse, RestartSpec.DEFAULT_WINDOW),
                backoff,
                checks.parsed(restart.getMaxBackoff(), "restart.maxBackoff", DurationText::parse, longest));
    }

    /** Null where nothing happens, which need not be said. */
    static @Nullable Restart shown(RestartSpec restart) {
        return restart.policy() == RestartSpec.When.NEVER
                ? null
                : new Restart(RestartPolicy.valueOf(restart.policy().name()))
                        .maxAttempts(restart.maxAttempts())
                        .window(DurationText.of(restart.window()))
                        .backoff(DurationText.of(restart.backoff()))
                        .maxBackoff(DurationText.of(restart.maxBackoff()));
    }
}

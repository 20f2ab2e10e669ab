package dev.triptych.controlplane.assessment;

import dev.triptych.spi.WorkloadId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One look at a container.
 *
 * @param name of the workload when it was asked for
 * @param observe for how long its processes were to be watched
 * @param message one sentence on how it is; the reason when it failed
 * @param verdict null until it is done
 * @param findings what leads to the verdict, the worst first; empty until it is done
 * @param missing evidence that could not be had, each with the reason; empty until it is done
 * @param endedAt null while it is running
 */
public record Assessment(
        UUID id,
        WorkloadId workload,
        String name,
        Duration observe,
        State state,
        String message,
        @Nullable Verdict verdict,
        List<Finding> findings,
        List<String> missing,
        Instant createdAt,
        String createdBy,
        @Nullable Instant endedAt) {
    public Assessment {
        findings = List.copyOf(findings);
        missing = List.copyOf(missing);
    }

    /** How far it is. */
    public enum State {
        RUNNING,
        DONE,
        /** It came to no verdict; the message says why, and it may be asked for again. */
        FAILED
    }
}

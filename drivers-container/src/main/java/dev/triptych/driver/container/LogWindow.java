package dev.triptych.driver.container;

import com.github.dockerjava.api.command.InspectContainerResponse;
import java.time.Instant;

/**
 * Finds the part of a container's one log that belongs to an incarnation.
 *
 * <p>The Engine's own stamp of a start cannot divide the log: it is taken after the program began. The time of our
 * request can: before it all output of the earlier incarnation was written, after it none.
 */
final class LogWindow {
    private LogWindow() {}

    static LogPass.Window of(String incarnation, InspectContainerResponse container, RunNotes.Notes notes) {
        Instant wanted = Instant.parse(incarnation);
        long until = EngineTime.parse(container.getState().getStartedAt())
                .map(notes::incarnationOf)
                .filter(current -> current.isAfter(wanted))
                .map(EngineTime::epochNanos)
                .orElse(Long.MAX_VALUE);
        return new LogPass.Window(from(wanted, container, notes), until);
    }

    private static long from(Instant wanted, InspectContainerResponse container, RunNotes.Notes notes) {
        if (notes.starts().contains(wanted)) {
            return EngineTime.epochNanos(wanted);
        }
        // Started by somebody else: all since the end before it, or all there is.
        return EngineTime.parse(container.getState().getFinishedAt())
                .filter(finished -> finished.isBefore(wanted))
                .map(EngineTime::epochNanos)
                .orElse(0L);
    }
}

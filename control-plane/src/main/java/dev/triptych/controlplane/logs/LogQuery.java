package dev.triptych.controlplane.logs;

import dev.triptych.spi.LogStream;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What to read of a run's log.
 *
 * @param streams gaps and the end are always part of the answer
 * @param tail only the last so many records, counted after the filter; null for all
 * @param cursor of the last record that the reader has; null to begin with the oldest. Excludes {@code tail}
 */
public record LogQuery(
        int run,
        Set<LogStream> streams,
        @Nullable Integer tail,
        @Nullable String cursor) {
    public LogQuery {
        streams = Set.copyOf(streams);
    }

    public static LogQuery wholeRun(int run) {
        return new LogQuery(run, Set.of(LogStream.values()), null, null);
    }
}

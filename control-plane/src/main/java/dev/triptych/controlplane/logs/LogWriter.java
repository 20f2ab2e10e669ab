package dev.triptych.controlplane.logs;

import dev.triptych.spi.LogChunk;
import org.jspecify.annotations.Nullable;

/** Appends to the log of one run. Safe for use by many threads. */
public interface LogWriter extends AutoCloseable {

    void append(LogChunk chunk);

    /** Records that output is missing; {@code missingBytes} is null when not known. */
    void gap(@Nullable Long missingBytes, String reason);

    /** The driver's cursor after the last chunk that was kept; {@code ""} when there is none. */
    String driverCursor();

    /** Marks the run as ended: readers are told that nothing follows. */
    void end();

    /** Lets go of the file without ending the run. */
    @Override
    void close();
}

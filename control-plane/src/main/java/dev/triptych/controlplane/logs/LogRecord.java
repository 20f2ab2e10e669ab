package dev.triptych.controlplane.logs;

import dev.triptych.spi.LogStream;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A piece of a run's log. Sequence numbers grow by one from 0 within a run, over output, gaps and the end alike. */
public sealed interface LogRecord {
    int run();

    long sequence();

    Instant at();

    /** To go on after this record; see {@link LogQuery#cursor}. */
    default String cursor() {
        return run() + "." + sequence();
    }

    /** Bytes of the program, cut anywhere. Not to be changed. */
    @SuppressWarnings("ArrayRecordComponent") // written out once, never compared
    record Output(int run, long sequence, Instant at, LogStream stream, byte[] bytes) implements LogRecord {}

    /**
     * Something is missing here.
     *
     * @param missingBytes null when not known
     */
    record Gap(int run, long sequence, Instant at, @Nullable Long missingBytes, String reason) implements LogRecord {}

    /** The run has ended and nothing follows. */
    record End(int run, long sequence, Instant at) implements LogRecord {}
}

package dev.triptych.controlplane.logs;

import dev.triptych.spi.LogStream;
import dev.triptych.spi.WorkloadId;
import java.time.Duration;
import java.util.List;

/** Keeps what workloads wrote: in segments on disk, bounded for each workload, the oldest dropped first. */
public interface LogStore {

    /**
     * Opens a reader on one run, also of one that is under way or has not begun.
     *
     * @throws dev.triptych.controlplane.platform.TriptychException.InvalidRequest when the cursor is not one of this run
     * @throws dev.triptych.controlplane.platform.TriptychException.LimitReached when too many readers are open
     */
    Reader open(WorkloadId workload, LogQuery query);

    /** The end of one stream of a run, as far as it is kept. */
    Tail tail(WorkloadId workload, int run, LogStream stream, int maxBytes);

    /** Opens the log of a run for writing. One writer at a time; reopening goes on where the last one ended. */
    LogWriter write(WorkloadId workload, int run);

    /** Drops the logs of runs that nobody has open and to which nothing was written for longer than this. */
    void prune(Duration kept);

    /** Drops everything a workload wrote. */
    void delete(WorkloadId workload);

    /** A position in a log, for one thread. The reader sets the pace; nothing piles up for a slow one. */
    interface Reader extends AutoCloseable {
        /** What is there now: a bounded number of records, empty when the reader has seen them all. */
        List<LogRecord> next();

        /** The same after waiting for at most this long; empty when nothing came. */
        List<LogRecord> next(Duration atMost) throws InterruptedException;

        /** Whether the run has ended and the reader has been given everything. */
        boolean ended();

        @Override
        void close();
    }

    /** The end of a stream; {@code truncated} tells whether there was more before it. */
    @SuppressWarnings("ArrayRecordComponent") // written out once, never compared
    record Tail(byte[] bytes, boolean truncated) {}
}

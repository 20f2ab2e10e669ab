package dev.triptych.spi;

import java.util.Arrays;
import java.util.Map;
import java.util.Objects;

/** Runs a job's program once more as a function: a body in, a body out. */
public interface Invoking extends Capability {

    /**
     * Runs a fresh copy of the program with its own standard input, beside whatever else of the workload runs, and waits
     * for its end. Limits are those of the description, for this one run; its standard input is replaced by the call's.
     *
     * <p>Not idempotent: each call is one run. Complete on return: nothing of the run goes on. The object of the workload
     * need not exist and is not changed, and neither its observation nor its log tell of the call. A driver <em>must</em>
     * end the run when the calling thread is interrupted, and the runs under way when the object is destroyed. Safe for
     * use by many threads; calls for one key may overlap with each other and with anything. Takes as long as the program
     * does, at most {@link Resources#timeout} and a little more.
     *
     * <p>A program that fails is an answer and not an exception: its exit says how it ended.
     *
     * @throws DriverException as {@link Driver#prepare}; {@link DriverErrorCode#NOT_SUPPORTED} for a service,
     *     {@link DriverErrorCode#CAPACITY_EXCEEDED} when there is no room for one more run now,
     *     {@link DriverErrorCode#INTERRUPTED}
     */
    Invoked invoke(WorkloadSpec spec, Invocation call);

    /**
     * One call.
     *
     * @param stdin the whole standard input, which is then closed; may be empty
     * @param mostOutputBytes what standard output may come to; one byte more ends the program with
     *     {@link ExitReason#OUTPUT_LIMIT}
     */
    @SuppressWarnings("ArrayRecordComponent") // compared by content, and passed on without a copy: it may be large
    record Invocation(byte[] stdin, int mostOutputBytes) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Invocation that
                    && Arrays.equals(stdin, that.stdin)
                    && mostOutputBytes == that.mostOutputBytes;
        }

        @Override
        public int hashCode() {
            return Objects.hash(Arrays.hashCode(stdin), mostOutputBytes);
        }

        @Override
        public String toString() {
            return "Invocation[stdin=" + stdin.length + " bytes, mostOutputBytes=" + mostOutputBytes + "]";
        }
    }

    /**
     * How it went.
     *
     * @param stdout all that the program wrote to it, or, after {@link ExitReason#OUTPUT_LIMIT}, what fitted
     * @param stderr the end of what the program wrote to it, at most {@link #MOST_STDERR_BYTES}
     * @param durationNanos wall-clock time from the start of the program to its end, in nanoseconds; the wait for room is
     *     not in it
     * @param cpuTime processor time of this run, in nanoseconds
     * @param memoryPeak the most bytes that this run held at once
     * @param facts kind-specific, for people: {@code engine} …
     */
    @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
    record Invoked(
            Exit exit,
            byte[] stdout,
            byte[] stderr,
            long durationNanos,
            Figure cpuTime,
            Figure memoryPeak,
            Map<String, String> facts) {
        public Invoked {
            facts = Map.copyOf(facts);
        }

        @Override
        public String toString() {
            return "Invoked[" + exit + ", stdout=" + stdout.length + " bytes, stderr=" + stderr.length + " bytes]";
        }
    }

    /** How much of the end of standard error is kept. */
    int MOST_STDERR_BYTES = 16 * 1024;
}

package dev.triptych.tck;

import java.time.Duration;
import java.util.List;

/** What the contracts make a workload do. A fixture turns each into a description that its backend can run. */
public sealed interface TestProgram {

    /** Ends at once with this code. What it writes does not matter. */
    record ExitWith(int code) implements TestProgram {}

    /** Ends its standard output with these lines, in order, and ends with code 0. It may write something before them. */
    record PrintLines(List<String> lines) implements TestProgram {
        public PrintLines {
            lines = List.copyOf(lines);
        }
    }

    /** Writes one text to standard output and the other to standard error, among others if need be, and ends with code 0. */
    record PrintBoth(String toStdout, String toStderr) implements TestProgram {}

    /** Ends its standard output with a copy of its standard input, byte by byte, and ends with code 0. */
    @SuppressWarnings("ArrayRecordComponent") // carried, never compared
    record EchoInput(byte[] stdin) implements TestProgram {}

    /** Writes the value of one environment variable, which the fixture sets, among others if need be; ends with code 0. */
    record ShowEnv(String name, String value) implements TestProgram {}

    /**
     * Ends its standard output with the content of a file of the guest, if there is one; then adds a line to the file. Ends
     * with code 0, or with another when that cannot be written.
     */
    record AddToFile(String path, String line) implements TestProgram {}

    /** Writes a line to standard output and stays until it is stopped. */
    record Stay() implements TestProgram {}

    /** Touches every page of this many bytes, writes a line, and stays until it is stopped. */
    record TouchMemory(long bytes) implements TestProgram {}

    /** Allocates and touches memory until it is ended. */
    record ExhaustMemory() implements TestProgram {}

    /** Uses this much processor time and ends with code 0. */
    record BurnCpu(Duration cpuTime) implements TestProgram {}
}

package dev.triptych.tck;

/** What the contracts have a command do inside a workload that stays. A fixture turns each into one that its backend can run. */
public sealed interface TestCommand {

    /** Ends at once with this code. */
    record ExitWith(int code) implements TestCommand {}

    /** Writes one text to standard output and the other to standard error, and ends with code 0. */
    record PrintBoth(String toStdout, String toStderr) implements TestCommand {}

    /** Copies its input to its output, byte by byte, until the input ends; then ends with code 0. */
    record EchoInput() implements TestCommand {}

    /** Writes this many bytes and ends with code 0. */
    record WriteMuch(int bytes) implements TestCommand {}

    /** Writes the value of an environment variable and ends with code 0. */
    record ShowEnv(String name) implements TestCommand {}

    /** Writes the absolute path of its working directory and ends with code 0. */
    record ShowDirectory() implements TestCommand {}

    /** Writes {@code rows columns} of its terminal each time a line comes in. */
    record ShowTerminalSize() implements TestCommand {}

    /** Writes {@code ready} and stays, whatever its input does. */
    record Stay() implements TestCommand {}

    /** A program that is not there. */
    record Missing() implements TestCommand {}
}

package dev.triptych.spi;

import java.util.Arrays;
import java.util.Objects;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Bytes to and from something that answers as it goes: a command in a workload, or the console or display of a machine.
 *
 * <p>One thread reads and others may write, resize and close meanwhile. A reader that does not read holds back the other
 * side and nothing else. Interrupting a thread that waits here ends the session.
 */
public interface InteractiveSession extends AutoCloseable {

    /**
     * Hands over input, in order. Waits while the other side does not take it.
     *
     * @throws DriverException {@link DriverErrorCode#BACKEND_UNAVAILABLE} when the other side takes no more, as when it
     *     has ended; {@link DriverErrorCode#INTERRUPTED}
     */
    void write(byte[] bytes);

    /** Says that no more input follows. Idempotent; on a terminal, where input has no end, it does nothing. */
    void endInput();

    /**
     * Waits for the next piece of output.
     *
     * @return null at the end: no more follows, ever
     * @throws DriverException {@link DriverErrorCode#BACKEND_UNAVAILABLE} when the connection broke before the end;
     *     {@link DriverErrorCode#INTERRUPTED}
     */
    @Nullable
    Output read();

    /** Tells the other side how large its terminal is. Does nothing without a terminal, or when it has ended. */
    void resize(TerminalSize size);

    /**
     * What a command exited with, as a shell tells it: 126 and 127 also when it could not be begun, 128 and the number of
     * the signal when one ended it. Known once {@link #read} has answered null; empty for what has no exit code.
     */
    OptionalInt exitCode();

    /** Lets go, and ends the command when it has not ended. Idempotent. Returns at once; the end may come later. */
    @Override
    void close();

    /**
     * A piece of output.
     *
     * @param stream {@link LogStream#STDOUT} for all of a terminal's
     * @param bytes at least one
     */
    @SuppressWarnings("ArrayRecordComponent") // passed on once
    record Output(LogStream stream, byte[] bytes) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Output that && stream == that.stream && Arrays.equals(bytes, that.bytes);
        }

        @Override
        public int hashCode() {
            return Objects.hash(stream, Arrays.hashCode(bytes));
        }

        @Override
        public String toString() {
            return "Output[" + stream + ", " + bytes.length + " bytes]";
        }
    }

    /**
     * Of a terminal, in characters.
     *
     * @param columns 1 to {@link #MOST}
     * @param rows 1 to {@link #MOST}
     */
    record TerminalSize(int columns, int rows) {
        /** The most columns or rows that a terminal may have. */
        public static final int MOST = 1000;

        public TerminalSize {
            if (columns < 1 || rows < 1 || columns > MOST || rows > MOST) {
                throw new IllegalArgumentException("a terminal has 1 to " + MOST + " columns and rows");
            }
        }
    }
}

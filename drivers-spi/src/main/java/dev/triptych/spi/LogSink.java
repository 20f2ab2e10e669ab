package dev.triptych.spi;

import org.jspecify.annotations.Nullable;

/** Receives one subscription's output. */
public interface LogSink {
    void chunk(LogChunk chunk);

    /**
     * Output was lost before the next chunk.
     *
     * @param lostBytes how much; null when not known
     */
    void gap(@Nullable Long lostBytes, String reason);

    /**
     * The subscription is over.
     *
     * @param cause null when the incarnation ended and everything was delivered
     */
    void ended(@Nullable DriverException cause);
}

package dev.triptych.driver.container;

import dev.triptych.spi.LogStream;
import dev.triptych.spi.Moment;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;

/**
 * One piece of output as the Engine gave it.
 *
 * @param epochNanos the Engine's stamp; {@link #LIVE} when it came without
 */
@SuppressWarnings("ArrayRecordComponent") // passed on once, never compared
record LogFrame(LogStream stream, long epochNanos, byte[] bytes, Moment receivedAt) {
    static final long LIVE = 0;

    static LogFrame live(LogStream stream, byte[] payload, Moment receivedAt) {
        return new LogFrame(stream, LIVE, payload, receivedAt);
    }

    /**
     * Reads a frame of the log: an RFC 3339 stamp, one space, the bytes.
     *
     * @throws IllegalArgumentException when it does not begin with a stamp
     */
    static LogFrame stamped(LogStream stream, byte[] payload, Moment receivedAt) {
        int space = 0;
        while (space < payload.length && payload[space] != ' ') {
            space++;
        }
        String stamp = new String(payload, 0, space, StandardCharsets.US_ASCII);
        try {
            return new LogFrame(
                    stream,
                    EngineTime.epochNanos(Instant.parse(stamp)),
                    Arrays.copyOfRange(payload, Math.min(space + 1, payload.length), payload.length),
                    receivedAt);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("a log entry without a time stamp", e);
        }
    }
}

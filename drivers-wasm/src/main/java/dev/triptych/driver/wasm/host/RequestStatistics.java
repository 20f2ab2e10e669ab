package dev.triptych.driver.wasm.host;

import dev.triptych.spi.Requests;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** Counts requests and their latencies, in microseconds; takes no memory to speak of before the first. */
final class RequestStatistics {
    private static final long MOST_MICROS = TimeUnit.HOURS.toMicros(24);
    private static final int DIGITS = 2;

    private @Nullable Histogram micros;
    private long answered;
    private long failed;

    synchronized void count(boolean well, long nanos) {
        if (micros == null) {
            micros = new Histogram(1, MOST_MICROS, DIGITS);
        }
        micros.recordValue(Math.clamp(TimeUnit.NANOSECONDS.toMicros(nanos), 1, MOST_MICROS));
        if (well) {
            answered++;
        } else {
            failed++;
        }
    }

    synchronized Requests requests(RequestSlots slots) {
        return new Requests(
                answered,
                failed,
                slots.refused(),
                slots.active(),
                slots.waiting(),
                nanosAt(50),
                nanosAt(95),
                nanosAt(99),
                nanosAt(100));
    }

    private long nanosAt(double percentile) {
        return micros == null ? 0 : TimeUnit.MICROSECONDS.toNanos(micros.getValueAtPercentile(percentile));
    }
}

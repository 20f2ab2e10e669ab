package dev.triptych.driver.wasm.files;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** New times of a file, each in nanoseconds since 1970, or {@link #NOW}, or {@link #KEEP}. */
public record FileTimes(long accessed, long modified) {
    public static final long NOW = Long.MIN_VALUE;
    public static final long KEEP = Long.MIN_VALUE + 1;

    private static final long UTIME_NOW = 0x3fffffff;
    private static final long UTIME_OMIT = 0x3ffffffe;
    private static final long SECOND = 1_000_000_000L;

    MemorySegment toTimespecs(Arena arena) {
        MemorySegment times = arena.allocate(32, 8);
        put(times, 0, accessed);
        put(times, 16, modified);
        return times;
    }

    private static void put(MemorySegment times, long offset, long nanos) {
        boolean special = nanos == NOW || nanos == KEEP;
        times.set(ValueLayout.JAVA_LONG, offset, special ? 0 : Math.floorDiv(nanos, SECOND));
        times.set(
                ValueLayout.JAVA_LONG,
                offset + 8,
                nanos == NOW ? UTIME_NOW : nanos == KEEP ? UTIME_OMIT : Math.floorMod(nanos, SECOND));
    }
}

package dev.triptych.driver.wasm.files;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * What the kernel says of a file.
 *
 * @param size in bytes
 * @param accessedNanos nanoseconds since 1970, like the other two
 */
public record FileStat(
        long device,
        long inode,
        FileKind kind,
        long links,
        long size,
        long accessedNanos,
        long modifiedNanos,
        long changedNanos) {

    /** Reads a {@code struct statx}, whose layout is the same on every processor. */
    static FileStat ofStatx(MemorySegment stat) {
        return new FileStat(
                (Integer.toUnsignedLong(stat.get(ValueLayout.JAVA_INT, 136)) << 32)
                        | Integer.toUnsignedLong(stat.get(ValueLayout.JAVA_INT, 140)),
                stat.get(ValueLayout.JAVA_LONG, 32),
                FileKind.ofMode(Short.toUnsignedInt(stat.get(ValueLayout.JAVA_SHORT, 28))),
                Integer.toUnsignedLong(stat.get(ValueLayout.JAVA_INT, 16)),
                stat.get(ValueLayout.JAVA_LONG, 40),
                nanos(stat, 64),
                nanos(stat, 112),
                nanos(stat, 96));
    }

    private static long nanos(MemorySegment stat, long offset) {
        return stat.get(ValueLayout.JAVA_LONG, offset) * 1_000_000_000L
                + Integer.toUnsignedLong(stat.get(ValueLayout.JAVA_INT, offset + 8));
    }
}

package dev.triptych.driver.wasm.host.remote;

import dev.triptych.driver.wasm.host.wire.Dedication;
import dev.triptych.driver.wasm.host.wire.HostSettings;
import java.util.List;

/** How the JVM of a host is set up. */
final class JvmFlags {
    private static final long MIB = 1L << 20;
    private static final long OF_THE_HOST = 128 * MIB;
    private static final long SIXTHS = 6;
    private static final long TENTHS = 10;

    private JvmFlags() {}

    static List<String> of(HostSettings settings) {
        return List.of(
                "-XX:+UseSerialGC",
                "-Xms16m",
                "-Xmx" + heapBytes(settings) / MIB + "m",
                "-XX:MinHeapFreeRatio=10",
                "-XX:MaxHeapFreeRatio=30",
                "-XX:-ShrinkHeapInSteps",
                "-XX:-UsePerfData",
                "-XX:TrimNativeHeapInterval=10000",
                "-Djdk.nio.maxCachedBufferSize=262144", // else each thread keeps one as large as the largest file it
                // read
                "-Xlog:disable",
                "-Xlog:all=error:stderr",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow");
    }

    private static long heapBytes(HostSettings settings) {
        Dedication dedication = settings.dedication();
        return dedication == null
                ? heapBytes(settings.limits().memoryBytes())
                : dedication.limits().heapBytes();
    }

    /** The largest heap that guests' memory fits in: six tenths of it, beside what the host itself needs. */
    static long heapBytes(long guestBytes) {
        return guestBytes / SIXTHS * TENTHS + OF_THE_HOST;
    }
}

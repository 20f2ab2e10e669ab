package dev.triptych.driver.wasm.host.remote;

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
                "-Xmx" + heapBytes(settings.limits().memoryBytes()) / MIB + "m",
                "-XX:MinHeapFreeRatio=10",
                "-XX:MaxHeapFreeRatio=30",
                "-XX:-UsePerfData",
                "-Xlog:disable",
                "-Xlog:all=error:stderr",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow");
    }

    /** The largest heap that guests' memory fits in: six tenths of it, beside what the host itself needs. */
    static long heapBytes(long guestBytes) {
        return guestBytes / SIXTHS * TENTHS + OF_THE_HOST;
    }
}

package dev.triptych.driver.wasm;

import java.nio.file.Path;
import java.time.Duration;

/** The driver's configuration as tests use it. */
final class TestProperties {
    /** As in production. */
    static final WasmHttpProperties HTTP = http(64);
    /** So many requests wait here that a test can have more than that. */
    static final int WAITING = 16;

    private static final Path GROUPS = Path.of("/sys/fs/cgroup");

    private TestProperties() {}

    /** As in production, with memory for several large guests whatever the heap of the test is. */
    static WasmDriverProperties defaults() {
        return withOutput(64, 256);
    }

    private static WasmHttpProperties http(int waiting) {
        return new WasmHttpProperties(waiting, 4096, 16, 256, Duration.ofSeconds(20), Duration.ofSeconds(30));
    }

    /** For hosts in processes of their own, which start the sooner. */
    static WasmDriverProperties withProcesses() {
        return with(64, 256, GROUPS, HostCache.file().toString(), false);
    }

    /** For hosts that write down what they learned. */
    static WasmDriverProperties training() {
        return with(64, 256, GROUPS, "", true);
    }

    /** With control groups somewhere else. */
    static WasmDriverProperties withGroups(Path root) {
        return with(64, 256, root, "", false);
    }

    static WasmDriverProperties withOutput(int outputMib, int inMemoryKib) {
        return with(outputMib, inMemoryKib, GROUPS, "", false);
    }

    private static WasmDriverProperties with(
            int outputMib, int inMemoryKib, Path groups, String startCache, boolean trainStartCache) {
        return new WasmDriverProperties(
                1024,
                256,
                outputMib,
                inMemoryKib,
                1024,
                16,
                100_000,
                4096,
                5,
                Duration.ofSeconds(5),
                64,
                256,
                128,
                1024,
                2,
                Duration.ofMinutes(5),
                http(WAITING),
                "triptych",
                Duration.ofSeconds(2),
                groups,
                startCache,
                trainStartCache);
    }
}

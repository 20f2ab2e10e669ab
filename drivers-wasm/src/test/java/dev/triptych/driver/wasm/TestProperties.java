package dev.triptych.driver.wasm;

import java.nio.file.Path;
import java.time.Duration;

/** The driver's configuration as tests use it. */
final class TestProperties {
    static final WasmHttpProperties HTTP =
            new WasmHttpProperties(64, 4096, 16, 256, Duration.ofSeconds(20), Duration.ofSeconds(30));

    private TestProperties() {}

    /** As in production, with memory for several large guests whatever the heap of the test is. */
    static WasmDriverProperties defaults() {
        return withOutput(64, 256);
    }

    /** With control groups somewhere else. */
    static WasmDriverProperties withGroups(Path root) {
        return with(64, 256, root);
    }

    static WasmDriverProperties withOutput(int outputMib, int inMemoryKib) {
        return with(outputMib, inMemoryKib, Path.of("/sys/fs/cgroup"));
    }

    private static WasmDriverProperties with(int outputMib, int inMemoryKib, Path groups) {
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
                HTTP,
                "triptych",
                Duration.ofSeconds(2),
                groups,
                "",
                false);
    }
}

package dev.triptych.driver.wasm;

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

    static WasmDriverProperties withOutput(int outputMib, int inMemoryKib) {
        return new WasmDriverProperties(
                1024,
                256,
                outputMib,
                inMemoryKib,
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
                Duration.ofSeconds(2));
    }
}

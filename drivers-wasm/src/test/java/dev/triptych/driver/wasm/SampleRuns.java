package dev.triptych.driver.wasm;

import dev.triptych.spi.Driver;
import dev.triptych.spi.DriverContext;
import dev.triptych.spi.Exit;
import dev.triptych.spi.InstallationId;
import dev.triptych.spi.LogStream;
import dev.triptych.spi.LogStreaming;
import dev.triptych.spi.Mount;
import dev.triptych.spi.Program;
import dev.triptych.spi.Source.WasmModule;
import dev.triptych.spi.WorkloadId;
import dev.triptych.spi.WorkloadKey;
import dev.triptych.spi.WorkloadSpec;
import dev.triptych.tck.CollectedLog;
import dev.triptych.tck.Eventually;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/** Runs real programs from start to end on a driver of its own. */
record SampleRuns(Driver driver) implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    static SampleRuns open(Path home) {
        return new SampleRuns(WasmDriverAssembly.openEmbedded(
                new DriverContext(new InstallationId(UUID.randomUUID()), home, Clock.systemUTC()),
                TestProperties.defaults()));
    }

    /** How a run ended, and what it wrote. */
    record Run(Exit exit, CollectedLog log) {
        String out() {
            return log.text(LogStream.STDOUT);
        }
    }

    Run run(WasmModule module, Program program, List<Mount> mounts) {
        WorkloadKey key = new WorkloadKey(new WorkloadId(UUID.randomUUID()), 1);
        WorkloadSpec plain = WasmFixture.spec(key, module, program, "auto");
        WorkloadSpec spec = new WorkloadSpec(
                key,
                plain.name(),
                plain.lifecycle(),
                module,
                program,
                mounts,
                List.of(),
                plain.resources(),
                plain.options());
        driver.create(spec);
        CollectedLog log = new CollectedLog();
        driver.capability(LogStreaming.class).orElseThrow().follow(key, null, LogStreaming.FROM_START, log);
        driver.start(spec);
        log.awaitEnd(PATIENCE);
        Exit exit = Eventually.value("the exit", PATIENCE, () -> driver.observe(key), seen -> seen.exit() != null)
                .exit();
        if (exit == null) {
            throw new AssertionError("no exit");
        }
        return new Run(exit, log);
    }

    @Override
    public void close() {
        driver.close();
    }
}

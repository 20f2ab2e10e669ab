package dev.triptych.driver.wasm;

import dev.triptych.driver.wasm.engine.wasmtime.TestLibrary;
import dev.triptych.spi.ByteSize;
import dev.triptych.spi.DriverContext;
import dev.triptych.spi.InstallationId;
import dev.triptych.spi.KindOptions.WasmOptions;
import dev.triptych.spi.Lifecycle;
import dev.triptych.spi.LogStreaming;
import dev.triptych.spi.Mount;
import dev.triptych.spi.Observation;
import dev.triptych.spi.Program;
import dev.triptych.spi.Resources;
import dev.triptych.spi.Source.WasmModule;
import dev.triptych.spi.WorkloadId;
import dev.triptych.spi.WorkloadKey;
import dev.triptych.spi.WorkloadSpec;
import dev.triptych.tck.CollectedLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A driver with wasm hosts of its own, as processes, and jobs on them; at the end nothing of it is left. */
final class WasmProcessRuns implements AutoCloseable {
    private static final Pattern PROCESS = Pattern.compile("process ([0-9]+)");

    private final WasmDriver driver;

    /** @param folder below the build's own, because a host's user cannot enter temporary ones */
    WasmProcessRuns(String folder) throws IOException {
        this(folder, TestProperties.withProcesses());
    }

    WasmProcessRuns(String folder, WasmDriverProperties properties) throws IOException {
        Path home = Files.createDirectories(Path.of("target", folder).toAbsolutePath());
        TestLibrary.linkInto(home);
        this.driver = WasmDriver.open(
                new DriverContext(new InstallationId(UUID.randomUUID()), home, Clock.systemUTC()), properties);
    }

    static Stream<String> engines() {
        return TestLibrary.present() ? Stream.of("endive", "wasmtime") : Stream.of("endive");
    }

    WasmDriver driver() {
        return driver;
    }

    static WorkloadSpec job(String engine, WasmModule module, int memoryMib, List<Mount> mounts, String... args) {
        WorkloadKey key = new WorkloadKey(new WorkloadId(UUID.randomUUID()), 1);
        return new WorkloadSpec(
                key,
                "w-" + key.id().shortForm(),
                Lifecycle.JOB,
                module,
                new Program(List.of(args), Map.of(), Set.of(), new byte[0]),
                mounts,
                List.of(),
                new Resources(1, ByteSize.ofMebibytes(memoryMib), null),
                WasmOptions.of(engine));
    }

    /** Starts a job; what it writes comes in the log. */
    CollectedLog launch(WorkloadSpec spec) {
        driver.prepare(spec);
        driver.create(spec);
        Observation started = driver.start(spec);
        CollectedLog log = new CollectedLog();
        driver.follow(spec.key(), started.incarnation(), LogStreaming.FROM_START, log);
        return log;
    }

    /** The one host's process. */
    long process() {
        String hosts = String.valueOf(driver.probe().facts().get("host"));
        Matcher found = PROCESS.matcher(hosts);
        if (!found.find()) {
            throw new AssertionError("no host in: " + hosts);
        }
        long process = Long.parseLong(found.group(1));
        if (found.find()) {
            throw new AssertionError("several hosts: " + hosts);
        }
        return process;
    }

    @Override
    public void close() {
        driver.observeAll().forEach(seen -> driver.destroy(seen.key()));
        driver.close();
    }
}

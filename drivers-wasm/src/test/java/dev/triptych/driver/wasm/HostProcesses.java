package dev.triptych.driver.wasm;

import dev.triptych.spi.DriverContext;
import dev.triptych.spi.Exit;
import dev.triptych.spi.InstallationId;
import dev.triptych.spi.LogStream;
import dev.triptych.spi.LogStreaming;
import dev.triptych.spi.Mount;
import dev.triptych.spi.Observation;
import dev.triptych.spi.Program;
import dev.triptych.spi.WorkloadId;
import dev.triptych.spi.WorkloadKey;
import dev.triptych.spi.WorkloadSpec;
import dev.triptych.tck.CollectedLog;
import dev.triptych.tck.Eventually;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** An installation with wasm hosts that are processes, one driver after the other, and guests that count aloud. */
final class HostProcesses implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String PROCESS = "process ";

    private final InstallationId installation = new InstallationId(UUID.randomUUID());
    private final List<WasmDriver> opened = new ArrayList<>();
    private final Path home = Path.of("target", "process-home").toAbsolutePath();

    HostProcesses() {
        try {
            Files.createDirectories(home);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    InstallationId installation() {
        return installation;
    }

    Path home() {
        return home;
    }

    WasmDriver open(InstallationId owner) {
        return WasmDriver.open(new DriverContext(owner, home, Clock.systemUTC()), TestProperties.withProcesses());
    }

    /** One that is closed at the end. */
    WasmDriver opened() {
        WasmDriver driver = open(installation);
        opened.add(driver);
        return driver;
    }

    @Override
    public void close() {
        for (WasmDriver driver : opened) {
            driver.close();
        }
        try (WasmDriver last = open(installation)) {
            last.observeAll().forEach(seen -> last.destroy(seen.key()));
        }
    }

    static WorkloadSpec counting(int last, Mount... mounts) {
        WorkloadSpec plain = WasmFixture.spec(
                new WorkloadKey(new WorkloadId(UUID.randomUUID()), 1),
                ClangGuests.guest("count"),
                new Program(List.of("" + last), Map.of(), Set.of(), new byte[0]),
                "auto");
        return new WorkloadSpec(
                plain.key(),
                plain.name(),
                plain.lifecycle(),
                plain.source(),
                plain.program(),
                List.of(mounts),
                List.of(),
                plain.resources(),
                plain.options());
    }

    static Observation launch(WasmDriver driver, WorkloadSpec spec) {
        driver.prepare(spec);
        driver.create(spec);
        return driver.start(spec);
    }

    static Exit awaitEnd(WasmDriver driver, WorkloadSpec spec) {
        Observation end =
                Eventually.value("it ends", PATIENCE, () -> driver.observe(spec.key()), seen -> seen.exit() != null);
        Exit exit = end.exit();
        if (exit == null) {
            throw new AssertionError("no exit");
        }
        return exit;
    }

    static String numbers(int last) {
        return IntStream.rangeClosed(1, last).mapToObj(i -> i + "\n").collect(Collectors.joining());
    }

    static List<Long> processes(WasmDriver driver) {
        String hosts = String.valueOf(driver.probe().facts().get("host"));
        return Stream.of(hosts.split(", ", -1))
                .filter(one -> one.startsWith(PROCESS))
                .map(one -> Long.valueOf(one.substring(PROCESS.length()).split(" ", 2)[0]))
                .toList();
    }

    static String whole(WasmDriver driver, WorkloadSpec spec, Observation run) {
        CollectedLog log = new CollectedLog();
        driver.follow(spec.key(), run.incarnation(), LogStreaming.FROM_START, log);
        log.awaitEnd(PATIENCE);
        return log.text(LogStream.STDOUT);
    }
}

package dev.triptych.driver.wasm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.spi.Driver;
import dev.triptych.spi.DriverContext;
import dev.triptych.spi.Exit;
import dev.triptych.spi.InstallationId;
import dev.triptych.spi.LogStream;
import dev.triptych.spi.LogStreaming;
import dev.triptych.spi.ModuleInspecting;
import dev.triptych.spi.Mount;
import dev.triptych.spi.Program;
import dev.triptych.spi.Source.WasmModule;
import dev.triptych.spi.WorkloadId;
import dev.triptych.spi.WorkloadKey;
import dev.triptych.spi.WorkloadSpec;
import dev.triptych.tck.CollectedLog;
import dev.triptych.tck.Eventually;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real programs, compiled by the machine's clang with wasi-libc. */
@Tag("backend")
class WasmSamplesTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path home;

    private Driver driver;

    @BeforeEach
    void openTheDriver() {
        driver = WasmDriverAssembly.openEmbedded(
                new DriverContext(new InstallationId(UUID.randomUUID()), home, Clock.systemUTC()),
                TestProperties.defaults());
    }

    @AfterEach
    void closeTheDriver() {
        driver.close();
    }

    private record Run(Exit exit, CollectedLog log) {
        String out() {
            return log.text(LogStream.STDOUT);
        }
    }

    private Run run(WasmModule module, Program program, List<Mount> mounts) {
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

    private static Program program(String... args) {
        return new Program(List.of(args), Map.of("GREETING", "Salut"), Set.of(), new byte[0]);
    }

    @Test
    void theGreeterGreets() {
        Run run = run(ClangGuests.sample("greeter"), program("--exit", "7", "Ada", "Bob"), List.of());
        assertThat(run.out()).isEqualTo("Salut, Ada!\nSalut, Bob!\n");
        assertThat(run.exit().code()).isEqualTo(7);
    }

    @Test
    void primesAreCounted() {
        assertThat(run(ClangGuests.sample("primes"), program("100000"), List.of())
                        .out())
                .contains("9592 primes below 100000");
    }

    @Test
    void everySampleIsInspected() {
        ModuleInspecting inspecting = driver.capability(ModuleInspecting.class).orElseThrow();
        assertThat(ClangGuests.samples()).isNotEmpty().allSatisfy(name -> {
            var seen = inspecting.inspect(ClangGuests.sample(name).file());
            assertThat(seen.wasi()).isEqualTo("preview1");
            assertThat(seen.missingImports()).isEmpty();
            assertThat(seen.memory()).isNotNull();
            assertThat(seen.exports()).extracting(ModuleInspecting.Export::name).contains("_start", "memory");
        });
    }

    @Test
    void filesOfAMountWorkAndNoOthers() throws IOException {
        Path data = Files.createDirectories(home.resolve("volumes/data"));
        Path fixed = Files.createDirectories(home.resolve("volumes/fixed"));
        Files.writeString(home.resolve("volumes/secret"), "secret");
        Files.writeString(fixed.resolve("given"), "given");
        Run run = run(
                ClangGuests.guest("files"),
                program(),
                List.of(new Mount(data, "/data", false), new Mount(fixed, "/fixed", true)));
        assertThat(run.exit().code()).as(run.out()).isZero();
        assertThat(run.out().lines())
                .hasSizeGreaterThan(25)
                .allSatisfy(line -> assertThat(line).matches(".*: (ok|refused)|made: 500, listed: 502"));
        assertThat(data.resolve("file")).hasContent("Jello!");
        assertThat(fixed.resolve("new")).doesNotExist();
    }

    @Test
    void withoutAMountThereAreNoFiles() {
        Run run = run(ClangGuests.guest("files"), program(), List.of());
        assertThat(run.out()).contains("elsewhere: refused").contains("made: 0, listed: -1");
    }
}

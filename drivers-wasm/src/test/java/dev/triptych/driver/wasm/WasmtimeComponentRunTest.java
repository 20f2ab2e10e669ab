package dev.triptych.driver.wasm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.triptych.driver.wasm.engine.wasmtime.TestLibrary;
import dev.triptych.spi.DriverContext;
import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.Exit;
import dev.triptych.spi.InstallationId;
import dev.triptych.spi.Lifecycle;
import dev.triptych.spi.Mount;
import dev.triptych.spi.Program;
import dev.triptych.spi.WorkloadId;
import dev.triptych.spi.WorkloadKey;
import dev.triptych.spi.WorkloadSpec;
import dev.triptych.tck.Eventually;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

@EnabledIf("dev.triptych.driver.wasm.engine.wasmtime.TestLibrary#present")
class WasmtimeComponentRunTest {
    @TempDir
    private Path home;

    private WasmDriver driver;

    @BeforeEach
    void openTheDriver() throws IOException {
        TestLibrary.linkInto(home);
        driver = WasmDriverAssembly.openEmbedded(
                new DriverContext(new InstallationId(UUID.randomUUID()), home, Clock.systemUTC()),
                TestProperties.defaults());
    }

    @AfterEach
    void closeTheDriver() {
        driver.close();
    }

    private static WorkloadSpec spec(List<Mount> mounts) {
        WorkloadSpec plain = WasmFixture.spec(
                new WorkloadKey(new WorkloadId(UUID.randomUUID()), 1),
                ClangGuests.module(Path.of("src", "test", "components", "program.wasm")),
                new Program(List.of("grow"), Map.of(), Set.of(), new byte[0]),
                "auto");
        return new WorkloadSpec(
                plain.key(),
                plain.name(),
                Lifecycle.JOB,
                plain.source(),
                plain.program(),
                mounts,
                List.of(),
                plain.resources(),
                plain.options());
    }

    @Test
    void aComponentRunsByAuto() {
        WorkloadSpec spec = spec(List.of());
        assertThat(driver.create(spec).facts()).containsEntry("engine", "wasmtime");
        driver.start(spec);
        Exit exit = Eventually.value(
                        "the guest ends",
                        Duration.ofSeconds(30),
                        () -> driver.observe(spec.key()),
                        seen -> seen.exit() != null)
                .exit();
        assertThat(exit).isNotNull();
        assertThat(exit.code()).isZero();
    }

    @Test
    void aComponentWithMountsIsRefusedWithTheReason() {
        assertThatExceptionOfType(DriverException.class)
                .isThrownBy(() -> driver.plan(spec(List.of(new Mount(home, "/data", true)))))
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(DriverErrorCode.NOT_SUPPORTED))
                .satisfies(refusal -> assertThat(refusal.safeMessage()).contains("hard links"));
    }
}

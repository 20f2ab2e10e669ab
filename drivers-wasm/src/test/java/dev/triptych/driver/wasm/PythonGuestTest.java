package dev.triptych.driver.wasm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.driver.wasm.engine.wasmtime.TestLibrary;
import dev.triptych.spi.Mount;
import dev.triptych.spi.Program;
import dev.triptych.spi.Source.WasmModule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** CPython for WASI, which the set-up fetches where npm reaches its registry. */
@Tag("backend")
@EnabledIf("present")
class PythonGuestTest {
    @TempDir
    private Path home;

    private SampleRuns runs;

    static boolean present() {
        return Files.exists(interpreter());
    }

    private static Path interpreter() {
        Map<String, String> env = System.getenv();
        Path home = Path.of(env.getOrDefault("TRIPTYCH_HOME", System.getProperty("user.home") + "/.triptych"));
        return home.resolve("samples").resolve("python.wasm");
    }

    @BeforeEach
    void openTheDriver() throws IOException {
        TestLibrary.linkInto(home);
        runs = SampleRuns.open(home);
    }

    @AfterEach
    void closeTheDriver() {
        runs.close();
    }

    private SampleRuns.Run run(List<Mount> mounts, String... args) {
        WasmModule python = ClangGuests.module(interpreter());
        return runs.run(python, new Program(List.of(args), Map.of("GREETING", "Salut"), Set.of(), new byte[0]), mounts);
    }

    @Test
    void itCalculates() {
        SampleRuns.Run run = run(List.of(), "-c", "print(1+1)");
        assertThat(run.out()).isEqualTo("2\n");
        assertThat(run.exit().code()).isZero();
    }

    @Test
    void itRunsAScriptFromAMountAndSeesNothingElse() throws IOException {
        Path code = Files.createDirectories(home.resolve("volumes/code"));
        Files.copy(Path.of("..", "samples", "script.py"), code.resolve("script.py"));
        SampleRuns.Run run = run(List.of(new Mount(code, "/code", true)), "/code/script.py", "1000");
        assertThat(run.out()).isEqualTo("Salut from Python 3.12\n168 primes below 1000\nbeside me: script.py\n");
        assertThat(run(List.of(), "-c", "open('/etc/passwd')").exit().code()).isEqualTo(1);
    }
}

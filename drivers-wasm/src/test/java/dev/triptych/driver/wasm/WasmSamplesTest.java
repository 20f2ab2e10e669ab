package dev.triptych.driver.wasm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.spi.ModuleInspecting;
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
import org.junit.jupiter.api.io.TempDir;

/** Real programs, compiled by the machine's clang with wasi-libc. */
@Tag("backend")
class WasmSamplesTest {
    @TempDir
    private Path home;

    private SampleRuns runs;

    @BeforeEach
    void openTheDriver() {
        runs = SampleRuns.open(home);
    }

    @AfterEach
    void closeTheDriver() {
        runs.close();
    }

    private SampleRuns.Run run(WasmModule module, Program program, List<Mount> mounts) {
        return runs.run(module, program, mounts);
    }

    private static Program program(String... args) {
        return new Program(List.of(args), Map.of("GREETING", "Salut"), Set.of(), new byte[0]);
    }

    @Test
    void theGreeterGreets() {
        SampleRuns.Run run = run(ClangGuests.sample("greeter"), program("--exit", "7", "Ada", "Bob"), List.of());
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
        ModuleInspecting inspecting =
                runs.driver().capability(ModuleInspecting.class).orElseThrow();
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
        SampleRuns.Run run = run(
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
        SampleRuns.Run run = run(ClangGuests.guest("files"), program(), List.of());
        assertThat(run.out()).contains("elsewhere: refused").contains("made: 0, listed: -1");
    }

    @Test
    void aProgramInRustCountsTheFilesOfAMount() throws IOException {
        Path data = Files.createDirectories(home.resolve("volumes/data"));
        Files.writeString(data.resolve("text"), "one two\nthree\n");
        SampleRuns.Run run = run(
                RustGuests.sample("count"),
                program("/data/text", "/data/absent"),
                List.of(new Mount(data, "/data", true)));
        assertThat(run.out()).isEqualTo("2 lines, 3 words, 14 bytes in /data/text\n");
        assertThat(run.exit().code()).isEqualTo(1);
        assertThat(runs.driver()
                        .capability(ModuleInspecting.class)
                        .orElseThrow()
                        .inspect(RustGuests.sample("count").file())
                        .languages())
                .contains("Rust");
    }
}

package dev.triptych.driver.wasm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.spi.LogStream;
import dev.triptych.spi.Usage;
import dev.triptych.spi.WorkloadSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What guests are said to hold is what their host's process holds, as the kernel tells it from outside. */
@Tag("backend")
class WasmFootprintTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int GUESTS = 10;
    private static final long MIB = 1L << 20;
    private static final long TOUCHED = 64 * MIB;
    private static final int LIMIT_MIB = 72;

    @ParameterizedTest
    @MethodSource("dev.triptych.driver.wasm.WasmProcessRuns#engines")
    void tenGuestsMoveTheHostsMemoryByWhatTheyTouch(String engine) throws IOException {
        try (WasmProcessRuns runs = new WasmProcessRuns("footprint-home")) {
            start(runs, engine, MIB);
            long before = pss(runs.process());

            List<WorkloadSpec> guests = IntStream.range(0, GUESTS)
                    .mapToObj(_ -> start(runs, engine, TOUCHED))
                    .toList();

            assertThat(pss(runs.process()) - before)
                    .as("the host's process, seen from outside")
                    .isCloseTo(GUESTS * TOUCHED, Percentage.withPercentage(10));
            assertThat(guests.stream().mapToLong(guest -> held(runs, guest)).sum())
                    .as("what the guests are said to hold")
                    .isCloseTo(GUESTS * TOUCHED, Percentage.withPercentage(10));
        }
    }

    /** When this returns, the guest has touched it all and holds it. */
    private static WorkloadSpec start(WasmProcessRuns runs, String engine, long bytes) {
        WorkloadSpec spec = WasmProcessRuns.job(
                engine,
                ClangGuests.sample("hungry"),
                LIMIT_MIB,
                List.of(),
                "--touch",
                bytes + "B",
                "--hold",
                "1000000s");
        runs.launch(spec).awaitText(LogStream.STDOUT, "touched", PATIENCE);
        return spec;
    }

    private static long held(WasmProcessRuns runs, WorkloadSpec guest) {
        Usage usage = runs.driver().usage(guest.key());
        return Objects.requireNonNull(usage.memory().own());
    }

    private static long pss(long process) {
        try {
            return Files.readAllLines(Path.of("/proc", "" + process, "smaps_rollup")).stream()
                    .filter(line -> line.startsWith("Pss:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024)
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package dev.triptych.driver.wasm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.spi.WorkloadSpec;
import dev.triptych.tck.Eventually;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The processor time that guests are said to have used is what the kernel counts for their threads. */
@Tag("backend")
class WasmProcessorTimeTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Percentage TOLERANCE = Percentage.withPercentage(5);
    private static final long ENOUGH_NANOS = TimeUnit.SECONDS.toNanos(4);

    /** The kernel's ticks in /proc, whatever its own clock does. */
    private static final long TICK_NANOS = TimeUnit.SECONDS.toNanos(1) / 100;

    private static final int USER = 11;
    private static final int SYSTEM = 12;

    @ParameterizedTest
    @MethodSource("dev.triptych.driver.wasm.WasmProcessRuns#engines")
    void itAgreesWithTheThreadsOfTheHostSeenFromOutside(String engine) throws IOException {
        try (WasmProcessRuns runs = new WasmProcessRuns("processor-home")) {
            WorkloadSpec spec =
                    WasmProcessRuns.job(engine, ClangGuests.sample("hungry"), 16, List.of(), "--burn", "1000s");
            runs.launch(spec);
            long process = runs.process();
            Eventually.holds("it burns", PATIENCE, () -> told(runs, spec) > TICK_NANOS * 10);

            long toldBefore = told(runs, spec);
            long countedBefore = counted(process);
            Eventually.holds("it burns on", PATIENCE, () -> told(runs, spec) - toldBefore > ENOUGH_NANOS);
            long counted = counted(process) - countedBefore;
            long told = told(runs, spec) - toldBefore;

            assertThat(told).isCloseTo(counted, TOLERANCE);
        }
    }

    private static long told(WasmProcessRuns runs, WorkloadSpec spec) {
        return Objects.requireNonNull(runs.driver().usage(spec.key()).cpuTime().own());
    }

    /** Of all threads that run guests. */
    private static long counted(long process) {
        try (Stream<Path> threads = Files.list(Path.of("/proc", "" + process, "task"))) {
            return threads.mapToLong(WasmProcessorTimeTest::ofGuest).sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long ofGuest(Path thread) {
        try {
            String stat = Files.readString(thread.resolve("stat"));
            if (!stat.contains("(wasm-guest")) {
                return 0;
            }
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            return (Long.parseLong(fields[USER]) + Long.parseLong(fields[SYSTEM])) * TICK_NANOS;
        } catch (NoSuchFileException e) {
            return 0; // it has ended meanwhile
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

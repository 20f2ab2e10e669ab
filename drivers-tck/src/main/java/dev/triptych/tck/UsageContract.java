package dev.triptych.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.spi.Figure;
import dev.triptych.spi.LogStream;
import dev.triptych.spi.LogStreaming;
import dev.triptych.spi.Usage;
import dev.triptych.spi.WorkloadSpec;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

/** Figures follow known loads: 128 MiB touched and two seconds burnt move them by that, ± 5 %. */
public abstract class UsageContract extends Contract {
    private static final long BASE = 1L << 20;
    private static final long TOUCHED = 128L << 20;
    private static final Percentage TOLERANCE = Percentage.withPercentage(5);

    @Test
    void touchedMemoryMovesTheFigureByThatMuch() {
        long small = memoryOnceReady(new TestProgram.TouchMemory(BASE));
        long large = memoryOnceReady(new TestProgram.TouchMemory(BASE + TOUCHED));

        assertThat(large - small).isCloseTo(TOUCHED, TOLERANCE);
    }

    private long memoryOnceReady(TestProgram program) {
        WorkloadSpec spec = spec(program);
        create(spec);
        CollectedLog log = follow(spec, null, LogStreaming.FROM_START);
        driver().start(spec);
        log.awaitText(LogStream.STDOUT, "\n", fixture().patience());
        Usage usage = driver().usage(spec.key());
        driver().destroy(spec.key());
        assertThat(usage.memory().quality()).isEqualTo(Figure.Quality.MEASURED);
        assertThat(usage.memoryPeak().quality()).isNotEqualTo(Figure.Quality.UNAVAILABLE);
        return own(usage.memory());
    }

    @Test
    void burntProcessorTimeIsCountedAlsoAfterTheEnd() {
        long idle = cpuTimeOfRun(Duration.ZERO);
        long busy = cpuTimeOfRun(Duration.ofSeconds(2));

        assertThat(busy - idle).isCloseTo(TimeUnit.SECONDS.toNanos(2), TOLERANCE);
    }

    private long cpuTimeOfRun(Duration burnt) {
        WorkloadSpec spec = spec(new TestProgram.BurnCpu(burnt));
        run(spec);
        Figure cpuTime = driver().usage(spec.key()).cpuTime();
        assertThat(cpuTime.quality()).isEqualTo(Figure.Quality.MEASURED);
        return own(cpuTime);
    }

    @Test
    void everyFigureSaysWhereItComesFrom() {
        WorkloadSpec spec = spec(new TestProgram.Stay());
        launch(spec);
        Usage usage = driver().usage(spec.key());

        assertThat(List.of(
                        usage.memory(),
                        usage.memoryPeak(),
                        usage.cpuTime(),
                        usage.threads(),
                        usage.disk(),
                        usage.received(),
                        usage.sent()))
                .allSatisfy(figure -> {
                    assertThat(figure.basis()).isNotBlank();
                    if (figure.quality() == Figure.Quality.UNAVAILABLE) {
                        assertThat(figure.own()).isNull();
                        assertThat(figure.note()).as("why it is unavailable").isNotBlank();
                    } else {
                        assertThat(figure.own()).isNotNull().isNotNegative();
                    }
                });
    }

    private static long own(Figure figure) {
        Long own = figure.own();
        if (own == null) {
            throw new AssertionError("no number in " + figure);
        }
        return own;
    }
}

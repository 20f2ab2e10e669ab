package dev.triptych.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.LogStream;
import dev.triptych.spi.LogStreaming;
import dev.triptych.spi.Observation;
import dev.triptych.spi.ObservedState;
import dev.triptych.spi.OneStepStart;
import dev.triptych.spi.OneStepStart.Begun;
import dev.triptych.spi.WorkloadSpec;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One request that creates and starts leaves what the two would leave. */
public abstract class OneStepStartContract extends Contract {
    private Begun begin(WorkloadSpec spec) {
        driver().prepare(spec);
        return driver().capability(OneStepStart.class)
                .orElseThrow(() -> new AssertionError(driver().kind() + " has no OneStepStart"))
                .begin(spec);
    }

    @Test
    void whatHasBegunRunsAndIsListed() {
        WorkloadSpec spec = spec(new TestProgram.Stay());
        Begun begun = begin(spec);

        assertThat(begun.observation().state()).isEqualTo(ObservedState.RUNNING);
        assertThat(begun.startedAt().since(begun.createdAt()))
                .hasValueSatisfying(gap -> assertThat(gap).isGreaterThanOrEqualTo(Duration.ZERO));
        Observation seen = driver().observe(spec.key());
        assertThat(seen.incarnation()).isNotNull().isEqualTo(begun.observation().incarnation());
        assertThat(driver().observeAll()).anyMatch(one -> one.key().equals(spec.key()));
    }

    @Test
    void itsOutputIsThereFromTheFirstByte() {
        List<String> lines = List.of("one", "two", "three");
        WorkloadSpec spec = spec(new TestProgram.PrintLines(lines));
        Begun begun = begin(spec);
        awaitEnd(spec);
        CollectedLog log = follow(spec, begun.observation().incarnation(), LogStreaming.FROM_START);
        log.awaitEnd(fixture().patience());

        assertThat(log.text(LogStream.STDOUT)).endsWith(String.join("\n", lines) + "\n");
        assertThat(log.gaps()).isZero();
    }

    @Test
    void whatRunsIsLeftAsItIs() {
        WorkloadSpec spec = spec(new TestProgram.Stay());
        Begun first = begin(spec);
        Begun second = begin(spec);

        assertThat(second.observation().incarnation())
                .isEqualTo(first.observation().incarnation());
        assertThat(second.startedAt().since(second.createdAt()))
                .hasValueSatisfying(gap -> assertThat(gap).isGreaterThanOrEqualTo(Duration.ZERO));
    }

    @Test
    void whatWasCreatedBeforeIsStarted() {
        WorkloadSpec spec = spec(new TestProgram.ExitWith(3));
        create(spec);
        begin(spec);

        assertThat(awaitEnd(spec).exit())
                .satisfies(exit -> assertThat(exit.code()).isEqualTo(3));
        driver().destroy(spec.key());
        assertRefused(DriverErrorCode.WORKLOAD_ABSENT, () -> driver().usage(spec.key()));
    }
}

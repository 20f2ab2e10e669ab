package dev.triptych.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.spi.Exit;
import dev.triptych.spi.ExitReason;
import dev.triptych.spi.ObservedState;
import dev.triptych.spi.WorkloadSpec;
import org.junit.jupiter.api.Test;

/** Limits bite, and bite only the workload that they are for. */
public abstract class LimitsContract extends Contract {

    @Test
    void theMemoryLimitEndsAProgramWithThatReasonAndNoNeighbour() {
        WorkloadSpec neighbour = spec(new TestProgram.Stay());
        launch(neighbour);
        Exit exit = run(spec(new TestProgram.ExhaustMemory())).exit();

        assertThat(exit).isNotNull();
        assertThat(exit.reason()).isEqualTo(ExitReason.OUT_OF_MEMORY);
        assertThat(driver().observe(neighbour.key()).state()).isEqualTo(ObservedState.RUNNING);
    }
}

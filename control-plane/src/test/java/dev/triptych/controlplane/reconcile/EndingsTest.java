package dev.triptych.controlplane.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.controlplane.journal.ReasonCode;
import dev.triptych.controlplane.workload.Stage;
import dev.triptych.spi.Exit;
import dev.triptych.spi.ExitReason;
import dev.triptych.spi.Moment;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class EndingsTest {
    private static Exit exit(ExitReason reason, @Nullable Integer code) {
        return new Exit(reason, code, null, Moment.wallClockOnly(Instant.EPOCH), "");
    }

    @ParameterizedTest
    @CsvSource({
        "EXITED, 0, SUCCEEDED",
        "EXITED, 7, FAILED",
        "SIGNALLED, , FAILED",
        "STOPPED, , STOPPED",
        "OUT_OF_MEMORY, 137, FAILED",
        "TIME_LIMIT, , FAILED",
        "CPU_LIMIT, , FAILED",
        "OUTPUT_LIMIT, , FAILED",
        "TRAPPED, , FAILED",
        "POWERED_OFF, , STOPPED",
        "CRASHED, , FAILED",
        "START_FAILED, , FAILED",
        "LOST, , LOST",
    })
    void eachEndHasItsStage(ExitReason reason, @Nullable Integer code, Stage stage) {
        assertThat(Endings.of(exit(reason, code), null, false).stage()).isEqualTo(stage);
    }

    @ParameterizedTest
    @EnumSource(ExitReason.class)
    void eachEndHasAReasonAndASentence(ExitReason reason) {
        Endings.Ending ending = Endings.of(exit(reason, 1), null, false);

        assertThat(ending.reason().code().name()).isEqualTo(reason.name());
        assertThat(ending.reason().message()).endsWith(".");
    }

    @Test
    void whatWasStoppedAsAskedIsStoppedWhateverItsExitCode() {
        Endings.Ending ending = Endings.of(exit(ExitReason.EXITED, 143), StopCause.ASKED, true);

        assertThat(ending.stage()).isEqualTo(Stage.STOPPED);
        assertThat(ending.reason().code()).isEqualTo(ReasonCode.STOPPED);
    }

    @Test
    void whatWasStoppedForALimitHasFailedForThatReason() {
        assertThat(Endings.of(exit(ExitReason.STOPPED, null), StopCause.TIME_LIMIT, true))
                .satisfies(ending -> {
                    assertThat(ending.stage()).isEqualTo(Stage.FAILED);
                    assertThat(ending.exit()).isEqualTo(ExitReason.TIME_LIMIT);
                    assertThat(ending.reason().code()).isEqualTo(ReasonCode.TIME_LIMIT);
                });
        assertThat(Endings.of(exit(ExitReason.STOPPED, null), StopCause.STARTUP_DEADLINE, true)
                        .reason()
                        .code())
                .isEqualTo(ReasonCode.STARTUP_DEADLINE);
    }

    @Test
    void whatEndedByItselfBeforeItWasStoppedKeepsItsOwnEnd() {
        assertThat(Endings.of(exit(ExitReason.EXITED, 0), StopCause.TIME_LIMIT, false)
                        .stage())
                .isEqualTo(Stage.SUCCEEDED);
    }
}

package dev.triptych.controlplane.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.controlplane.journal.ReasonCode;
import dev.triptych.controlplane.platform.TriptychException;
import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.ExitReason;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DriverFailuresTest {
    @ParameterizedTest
    @EnumSource(DriverErrorCode.class)
    void everyFailureHasAnAnswerThatTellsTheUserAndNothingInternal(DriverErrorCode code) {
        DriverException failure = new DriverException(code, "what to do", "internal detail", null);

        TriptychException answer = DriverFailures.toApi(failure);

        assertThat(answer.safeMessage()).isEqualTo("what to do");
        assertThat(ReasonCode.of(code).name()).isEqualTo(code.name());
    }

    @ParameterizedTest
    @EnumSource(ExitReason.class)
    void everyEndHasAReasonCode(ExitReason reason) {
        assertThat(ReasonCode.of(reason).name()).isEqualTo(reason.name());
    }
}

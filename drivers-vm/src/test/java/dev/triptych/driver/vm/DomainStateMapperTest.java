package dev.triptych.driver.vm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.driver.vm.DomainSnapshot.State;
import dev.triptych.driver.vm.RunFacts.End;
import dev.triptych.driver.vm.RunFacts.Start;
import dev.triptych.spi.Endpoint;
import dev.triptych.spi.Exit;
import dev.triptych.spi.ExitReason;
import dev.triptych.spi.InstallationId;
import dev.triptych.spi.Moment;
import dev.triptych.spi.Observation;
import dev.triptych.spi.ObservedState;
import dev.triptych.spi.Port;
import dev.triptych.spi.PortProtocol;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class DomainStateMapperTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final Moment STARTED = Moment.wallClockOnly(NOON);
    private static final Moment STOPPED = Moment.wallClockOnly(NOON.plusSeconds(10));
    private static final Moment ENDED = Moment.wallClockOnly(NOON.plusSeconds(20));
    private static final Start START = new Start("one", STARTED, null);

    static Stream<Arguments> ends() {
        return Stream.of(
                Arguments.of(program(false, 7, false), null, ObservedState.STOPPED, exit(ExitReason.EXITED, 7, null)),
                Arguments.of(
                        program(true, 11, false), null, ObservedState.STOPPED, exit(ExitReason.SIGNALLED, null, 11)),
                Arguments.of(
                        program(true, 9, true), null, ObservedState.STOPPED, exit(ExitReason.OUT_OF_MEMORY, null, 9)),
                Arguments.of(
                        program(false, 0, false), STOPPED, ObservedState.STOPPED, exit(ExitReason.STOPPED, 0, null)),
                Arguments.of(
                        program(true, 15, false), STOPPED, ObservedState.STOPPED, exit(ExitReason.STOPPED, null, 15)),
                Arguments.of(
                        program(false, 3, false),
                        Moment.wallClockOnly(NOON.plusSeconds(30)),
                        ObservedState.STOPPED,
                        exit(ExitReason.EXITED, 3, null)),
                Arguments.of(
                        new End.InitFailed("no such file", ENDED),
                        null,
                        ObservedState.FAILED,
                        exit(ExitReason.START_FAILED, null, null)),
                Arguments.of(
                        new End.NotStarted("refused", ENDED),
                        null,
                        ObservedState.FAILED,
                        exit(ExitReason.START_FAILED, null, null)),
                Arguments.of(
                        new End.MachineEnded(true, "panic", ENDED),
                        null,
                        ObservedState.FAILED,
                        exit(ExitReason.CRASHED, null, null)),
                Arguments.of(
                        new End.MachineEnded(false, "", ENDED),
                        null,
                        ObservedState.STOPPED,
                        exit(ExitReason.POWERED_OFF, null, null)),
                Arguments.of(
                        new End.MachineEnded(false, "", ENDED),
                        STOPPED,
                        ObservedState.STOPPED,
                        exit(ExitReason.STOPPED, null, null)));
    }

    @ParameterizedTest
    @MethodSource("ends")
    void eachEndHasItsReasonAndState(End end, @Nullable Moment stopped, ObservedState state, Exit expected) {
        Observation seen = observe(State.OFF, new RunFacts(START, stopped, end, null), false);

        assertThat(seen.state()).isEqualTo(state);
        assertThat(seen.exit())
                .usingRecursiveComparison()
                .ignoringFields("at", "detail")
                .isEqualTo(expected);
        assertThat(seen.incarnation()).isEqualTo("one");
    }

    static Stream<Arguments> states() {
        return Stream.of(
                Arguments.of(State.RUNNING, null, false, ObservedState.RUNNING),
                Arguments.of(State.PAUSED, null, false, ObservedState.PAUSED),
                Arguments.of(State.PAUSED, STOPPED, false, ObservedState.STOPPING),
                Arguments.of(State.RUNNING, STOPPED, false, ObservedState.STOPPING),
                Arguments.of(State.SHUTTING_DOWN, null, false, ObservedState.STOPPING),
                Arguments.of(State.OFF, null, true, ObservedState.STARTING),
                Arguments.of(State.RUNNING, null, true, ObservedState.STARTING));
    }

    @ParameterizedTest
    @MethodSource("states")
    void whatRunsHasNoExit(State domain, @Nullable Moment stopped, boolean starting, ObservedState expected) {
        Observation seen = observe(domain, new RunFacts(START, stopped, null, null), starting);

        assertThat(seen.state()).isEqualTo(expected);
        assertThat(seen.exit()).isNull();
    }

    @Test
    void aProgramThatEndedWhileTheMachineStillGoesDownIsRunning() {
        Observation seen = observe(State.RUNNING, new RunFacts(START, null, program(false, 0, false), null), false);

        assertThat(seen.state()).isEqualTo(ObservedState.RUNNING);
        assertThat(seen.exit()).isNull();
    }

    @Test
    void whatWasNeverStartedIsStoppedWithoutAnything() {
        Observation seen = observe(State.OFF, RunFacts.NONE, false);

        assertThat(seen.state()).isEqualTo(ObservedState.STOPPED);
        assertThat(seen.exit()).isNull();
        assertThat(seen.incarnation()).isNull();
        assertThat(seen.startedAt()).isNull();
    }

    @Test
    void endpointsAreAtTheLeasedAddress() {
        Observation seen = observe(State.RUNNING, new RunFacts(START, null, null, null), false);

        assertThat(seen.addresses()).containsExactly("10.0.0.5");
        assertThat(seen.endpoints()).containsExactly(new Endpoint("http", PortProtocol.HTTP, "10.0.0.5", 8080));
        assertThat(seen.facts()).containsEntry("accelerator", "tcg").containsKey("backendId");
    }

    private static End program(boolean signalled, int value, boolean outOfMemory) {
        return new End.ProgramEnded(signalled, value, outOfMemory, ENDED);
    }

    private static Exit exit(ExitReason reason, @Nullable Integer code, @Nullable Integer signal) {
        return new Exit(reason, code, signal, ENDED, "");
    }

    private static Observation observe(State state, RunFacts facts, boolean starting) {
        DomainMark mark = new DomainMark(
                new InstallationId(UUID.randomUUID()),
                LibvirtFixture.newKey(),
                "web",
                Accelerator.TCG,
                List.of(new Port("http", 8080, PortProtocol.HTTP, null)));
        List<String> addresses = state.active() ? List.of("10.0.0.5") : List.of();
        DomainSnapshot domain = new DomainSnapshot(UUID.randomUUID(), "triptych-web-1", mark, state, addresses, false);
        return DomainStateMapper.observation(domain, facts, starting, NOON);
    }
}

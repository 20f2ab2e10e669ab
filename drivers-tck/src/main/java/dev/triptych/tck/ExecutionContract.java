package dev.triptych.tck;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.spi.CommandExecution;
import dev.triptych.spi.CommandExecution.Command;
import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.InteractiveSession;
import dev.triptych.spi.InteractiveSession.Output;
import dev.triptych.spi.InteractiveSession.TerminalSize;
import dev.triptych.spi.LogStream;
import dev.triptych.spi.Observation;
import dev.triptych.spi.WorkloadSpec;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Commands run beside a workload's program, with input, output, a terminal and an end. */
public abstract class ExecutionContract extends Contract {
    private static final TerminalSize SMALL = new TerminalSize(80, 24);

    @Override
    protected abstract CommandFixture openFixture();

    private CommandFixture commands() {
        return (CommandFixture) fixture();
    }

    private WorkloadSpec running() {
        WorkloadSpec spec = spec(new TestProgram.Stay());
        launch(spec);
        return spec;
    }

    private CommandExecution execution() {
        return driver().capability(CommandExecution.class)
                .orElseThrow(() -> new AssertionError(driver().kind() + " has no CommandExecution"));
    }

    private InteractiveSession begin(WorkloadSpec spec, TestCommand command) {
        return execution().execute(spec.key(), commands().command(command));
    }

    /** All that a command wrote, by stream, and how it ended. */
    private record Ended(String stdout, String stderr, int code) {
        static Ended of(InteractiveSession session) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            ByteArrayOutputStream err = new ByteArrayOutputStream();
            for (Output piece = session.read(); piece != null; piece = session.read()) {
                (piece.stream() == LogStream.STDERR ? err : out).writeBytes(piece.bytes());
            }
            return new Ended(
                    out.toString(UTF_8), err.toString(UTF_8), session.exitCode().orElseThrow());
        }
    }

    private Ended run(WorkloadSpec spec, Command command) {
        try (InteractiveSession session = execution().execute(spec.key(), command)) {
            session.endInput();
            return Ended.of(session);
        }
    }

    private Ended run(WorkloadSpec spec, TestCommand command) {
        return run(spec, commands().command(command));
    }

    private static String readUntil(InteractiveSession session, String expected) {
        StringBuilder seen = new StringBuilder();
        while (seen.indexOf(expected) < 0) {
            Output piece = session.read();
            if (piece == null) {
                throw new AssertionError("ended without \"" + expected + "\": " + seen);
            }
            seen.append(new String(piece.bytes(), UTF_8));
        }
        return seen.toString();
    }

    @Test
    void anExitCodeIsTold() {
        assertThat(run(running(), new TestCommand.ExitWith(7)).code()).isEqualTo(7);
    }

    @Test
    void outputAndErrorAreKeptApart() {
        Ended ended = run(running(), new TestCommand.PrintBoth("left", "right"));
        assertThat(ended.stdout()).contains("left").doesNotContain("right");
        assertThat(ended.stderr()).contains("right").doesNotContain("left");
        assertThat(ended.code()).isZero();
    }

    @Test
    void inputArrivesByteByByteAndItsEndToo() {
        byte[] bytes = new byte[100_000];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) i;
        }
        ByteArrayOutputStream back = new ByteArrayOutputStream();
        try (InteractiveSession session = begin(running(), new TestCommand.EchoInput())) {
            Thread writer = Thread.ofVirtual().start(() -> {
                session.write(bytes);
                session.endInput();
            });
            for (Output piece = session.read(); piece != null; piece = session.read()) {
                back.writeBytes(piece.bytes());
            }
            join(writer);
            assertThat(session.exitCode()).hasValue(0);
        }
        assertThat(back.toByteArray()).isEqualTo(bytes);
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    @Test
    void aCommandAnswersWhileItsInputIsOpen() {
        try (InteractiveSession session = begin(running(), new TestCommand.EchoInput())) {
            session.write("one\n".getBytes(UTF_8));
            assertThat(readUntil(session, "one\n")).isEqualTo("one\n");
            session.write("two\n".getBytes(UTF_8));
            assertThat(readUntil(session, "two\n")).isEqualTo("two\n");
        }
    }

    @Test
    void muchOutputArrivesWhole() {
        Ended ended = run(running(), new TestCommand.WriteMuch(3_000_000));
        assertThat(ended.stdout()).hasSize(3_000_000);
        assertThat(ended.code()).isZero();
    }

    @Test
    void environmentAndDirectoryAreTheCommandsOwn() {
        WorkloadSpec spec = running();
        Command shown = commands().command(new TestCommand.ShowEnv("COLOUR"));
        assertThat(run(spec, new Command(shown.arguments(), Map.of("COLOUR", "gr ün"), null, null, null))
                        .stdout())
                .contains("gr ün");
        Command where = commands().command(new TestCommand.ShowDirectory());
        assertThat(run(spec, new Command(where.arguments(), Map.of(), null, "/etc", null))
                        .stdout())
                .contains("/etc");
    }

    @Test
    void aTerminalHasTheSizeItIsGiven() {
        Command command = commands().command(new TestCommand.ShowTerminalSize()).in(SMALL);
        try (InteractiveSession session = execution().execute(running().key(), command)) {
            session.write("\n".getBytes(UTF_8));
            assertThat(readUntil(session, "24 80")).contains("24 80");
            session.resize(new TerminalSize(132, 50));
            session.write("\n".getBytes(UTF_8));
            assertThat(readUntil(session, "50 132")).contains("50 132");
        }
    }

    @Test
    void aProgramThatIsNotThereEndsAsInAShell() {
        Ended ended = run(running(), new TestCommand.Missing());
        assertThat(ended.code()).isBetween(126, 127);
        assertThat(ended.stdout() + ended.stderr()).isNotBlank();
    }

    @Test
    void aUserOrDirectoryThatIsNotThereEndsAsInAShell() {
        WorkloadSpec spec = running();
        Command command = commands().command(new TestCommand.ExitWith(0));
        Ended nobody = run(spec, new Command(command.arguments(), Map.of(), "no-such-user", null, null));
        assertThat(nobody.code()).isBetween(126, 127);
        Ended nowhere = run(spec, new Command(command.arguments(), Map.of(), null, "/no/such/directory", null));
        assertThat(nowhere.code()).isBetween(126, 127);
        assertThat(nowhere.stdout() + nowhere.stderr()).isNotBlank();
    }

    @Test
    void whatNoCommandCanHaveIsRefused() {
        WorkloadSpec spec = running();
        assertRefused(DriverErrorCode.INVALID_SPEC, () -> execution().execute(spec.key(), Command.of("a\0b")));
        assertRefused(DriverErrorCode.INVALID_SPEC, () -> execution().execute(spec.key(), Command.of("")));
        assertRefused(
                DriverErrorCode.INVALID_SPEC,
                () -> execution().execute(spec.key(), new Command(List.of("a"), Map.of("A=B", "x"), null, null, null)));
    }

    @Test
    void aClosedSessionLeavesNoCommandBehind() {
        WorkloadSpec spec = running();
        try (InteractiveSession session = begin(spec, new TestCommand.Stay())) {
            assertThat(readUntil(session, "ready")).contains("ready");
            assertThat(commands().isRunningACommandThatStays(spec.key())).isTrue();
        }
        Eventually.holds(
                "the command is ended", fixture().patience(), () -> !commands().isRunningACommandThatStays(spec.key()));
    }

    @Test
    void aClosedTerminalLeavesNoCommandBehind() {
        WorkloadSpec spec = running();
        Command stays = commands().command(new TestCommand.Stay()).in(SMALL);
        try (InteractiveSession session = execution().execute(spec.key(), stays)) {
            assertThat(readUntil(session, "ready")).contains("ready");
        }
        Eventually.holds(
                "the command is ended", fixture().patience(), () -> !commands().isRunningACommandThatStays(spec.key()));
    }

    @Test
    void theEndOfTheRunEndsItsCommands() {
        WorkloadSpec spec = running();
        try (InteractiveSession session = begin(spec, new TestCommand.Stay())) {
            assertThat(readUntil(session, "ready")).contains("ready");
            driver().stop(spec.key(), Duration.ZERO);
            @Nullable Output last = session.read();
            assertThat(last).isNull();
            session.write("nobody reads this".getBytes(UTF_8));
        } catch (dev.triptych.spi.DriverException nobodyTakesIt) {
            assertThat(nobodyTakesIt.code()).isEqualTo(DriverErrorCode.BACKEND_UNAVAILABLE);
        }
    }

    @Test
    void aCommandChangesNothingOfTheRun() {
        WorkloadSpec spec = spec(new TestProgram.Stay());
        Observation before = launch(spec);
        run(spec, new TestCommand.ExitWith(1));
        Observation after = driver().observe(spec.key());
        assertThat(after.state()).isEqualTo(before.state());
        assertThat(after.incarnation()).isEqualTo(before.incarnation());
    }

    @Test
    void whatIsAbsentOrDoesNotRunIsRefused() {
        Command command = commands().command(new TestCommand.ExitWith(0));
        assertRefused(DriverErrorCode.WORKLOAD_ABSENT, () -> execution().execute(newKey(), command));
        WorkloadSpec spec = spec(new TestProgram.Stay());
        create(spec);
        assertRefused(DriverErrorCode.WORKLOAD_NOT_RUNNING, () -> execution().execute(spec.key(), command));
    }
}

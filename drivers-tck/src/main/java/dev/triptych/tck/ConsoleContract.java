package dev.triptych.tck;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.spi.ConsoleAccess;
import dev.triptych.spi.Driver;
import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.InteractiveSession;
import dev.triptych.spi.InteractiveSession.Output;
import dev.triptych.spi.InteractiveSession.TerminalSize;
import dev.triptych.spi.LogStream;
import dev.triptych.spi.LogStreaming;
import dev.triptych.spi.ObservedState;
import dev.triptych.spi.WorkloadSpec;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A console is seen by all who look, takes what is typed, and belongs to the run. */
public abstract class ConsoleContract extends Contract {
    private static final int MUCH = 1 << 16;

    @Override
    protected abstract ConsoleFixture openFixture();

    private WorkloadSpec spec() {
        return ((ConsoleFixture) fixture()).specOfAnswering(newKey());
    }

    private static ConsoleAccess consoles(Driver driver) {
        return driver.capability(ConsoleAccess.class)
                .orElseThrow(() -> new AssertionError(driver.kind() + " has no ConsoleAccess"));
    }

    private InteractiveSession open(WorkloadSpec spec) {
        return consoles(driver()).openConsole(spec.key(), MUCH);
    }

    private static String readUntil(InteractiveSession session, String expected) {
        StringBuilder seen = new StringBuilder();
        while (seen.indexOf(expected) < 0) {
            Output piece = session.read();
            if (piece == null) {
                throw new AssertionError("ended without \"" + expected + "\": " + seen);
            }
            assertThat(piece.stream()).isEqualTo(LogStream.CONSOLE);
            seen.append(new String(piece.bytes(), UTF_8));
        }
        return seen.toString();
    }

    private static void type(InteractiveSession session, String line) {
        session.write((line + "\n").getBytes(UTF_8));
    }

    @Test
    void whatIsTypedIsAnsweredToAllWhoLookAndInTheLog() {
        WorkloadSpec spec = spec();
        create(spec);
        CollectedLog log = follow(spec, null, LogStreaming.FROM_START);
        driver().start(spec);
        try (InteractiveSession first = open(spec);
                InteractiveSession second = open(spec)) {
            readUntil(first, "console ready");
            first.resize(new TerminalSize(100, 40));
            first.endInput();
            type(first, "one");
            readUntil(first, "got one");
            readUntil(second, "got one");
            type(second, "two");
            readUntil(first, "got two");
        }
        log.awaitText(LogStream.CONSOLE, "got two", fixture().patience());
        assertThat(driver().observe(spec.key()).state()).isEqualTo(ObservedState.RUNNING);
    }

    @Test
    void whoComesLaterGetsTheRecentOutputAlsoFromADriverThatWasOpenedAgain() {
        WorkloadSpec spec = spec();
        launch(spec);
        try (InteractiveSession first = open(spec)) {
            readUntil(first, "console ready");
            type(first, "one");
            readUntil(first, "got one");
        }
        Driver again = fixture().reopen();
        try (InteractiveSession late = consoles(again).openConsole(spec.key(), MUCH);
                InteractiveSession narrow = consoles(again).openConsole(spec.key(), 6)) {
            assertThat(readUntil(late, "got one")).contains("console ready");
            type(late, "two");
            readUntil(late, "got two");
            assertThat(readUntil(narrow, "got two")).doesNotContain("got one");
        }
    }

    @Test
    void aConsoleEndsWithItsRunAndWithoutAnExitCode() {
        WorkloadSpec spec = spec();
        launch(spec);
        try (InteractiveSession session = open(spec)) {
            readUntil(session, "console ready");
            driver().stop(spec.key(), Duration.ZERO);
            while (session.read() != null) {
                assertThat(session.exitCode()).isEmpty();
            }
            assertThat(session.exitCode()).isEmpty();
            assertRefused(DriverErrorCode.BACKEND_UNAVAILABLE, () -> type(session, "too late"));
        }
        assertRefused(DriverErrorCode.WORKLOAD_NOT_RUNNING, () -> open(spec));
    }

    @Test
    void closingLetsAReaderGoAndHarmsNobodyElse() {
        WorkloadSpec spec = spec();
        launch(spec);
        try (InteractiveSession stays = open(spec)) {
            readUntil(stays, "console ready");
            InteractiveSession leaves = open(spec);
            readUntil(leaves, "console ready");
            CompletableFuture<Void> reader = CompletableFuture.runAsync(() -> {
                while (leaves.read() != null) {
                    Thread.onSpinWait();
                }
            });
            leaves.close();
            leaves.close();
            reader.orTimeout(fixture().patience().toSeconds(), java.util.concurrent.TimeUnit.SECONDS)
                    .join();
            type(stays, "still");
            readUntil(stays, "got still");
        }
    }

    @Test
    void whatDoesNotRunHasNoConsole() {
        WorkloadSpec spec = spec();
        assertRefused(DriverErrorCode.WORKLOAD_ABSENT, () -> open(spec));
        create(spec);
        assertRefused(DriverErrorCode.WORKLOAD_NOT_RUNNING, () -> open(spec));
    }
}

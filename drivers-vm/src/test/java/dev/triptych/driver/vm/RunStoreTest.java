package dev.triptych.driver.vm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.driver.vm.RunFacts.End;
import dev.triptych.driver.vm.RunFacts.Start;
import dev.triptych.spi.Figure;
import dev.triptych.spi.Figure.Quality;
import dev.triptych.spi.Figure.Unit;
import dev.triptych.spi.Moment;
import dev.triptych.spi.Usage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RunStoreTest {
    private static final Moment NOW = new Moment(Instant.parse("2026-01-01T12:00:00.123456789Z"), 42L);
    private static final Start FIRST = new Start("first", NOW, new QemuProcess(10, 20));
    private static final Start SECOND = new Start("second", NOW, null);

    @TempDir
    Path folder;

    private RunStore store = new RunStore(new MachineFiles(Path.of("")));

    @BeforeEach
    void openTheStore() {
        store = new RunStore(new MachineFiles(folder));
    }

    @Test
    void nothingIsKnownOfWhatNeverRan() throws IOException {
        assertThat(store.read()).isEqualTo(RunFacts.NONE);
        assertThat(store.announced()).isNull();
    }

    @Test
    void anAnnouncedStartLeavesTheRunBeforeAsItWas() throws IOException {
        store.begin(FIRST);
        store.ended(new End.ProgramEnded(false, 7, false, NOW));
        store.announce(SECOND);

        assertThat(store.read().start()).isEqualTo(FIRST);
        assertThat(store.read().end()).isNotNull();
        assertThat(store.announced()).isEqualTo(SECOND);
        store.takeBack();
        assertThat(store.announced()).isNull();
        assertThat(store.read().start()).isEqualTo(FIRST);
    }

    @Test
    void aNewRunForgetsTheOneBefore() throws IOException {
        store.begin(FIRST);
        store.stopRequested(NOW);
        store.booted(5);
        store.ended(new End.MachineEnded(false, "", NOW));
        store.used(usage());
        store.announce(SECOND);
        store.begin(SECOND);

        assertThat(store.read()).isEqualTo(new RunFacts(SECOND, null, null, null));
        assertThat(store.announced()).isNull();
        assertThat(store.bootCpuNanos()).isNull();
    }

    static Stream<End> ends() {
        return Stream.of(
                new End.ProgramEnded(true, 9, true, NOW),
                new End.InitFailed("a: b = c\nd", NOW),
                new End.NotStarted("no", NOW),
                new End.MachineEnded(true, "panic", NOW));
    }

    @ParameterizedTest
    @MethodSource("ends")
    void everyEndIsReadBackAndTheFirstWordCounts(End end) throws IOException {
        store.begin(FIRST);
        store.ended(end);
        store.ended(new End.MachineEnded(false, "later", NOW));

        assertThat(store.read().end()).isEqualTo(end);
    }

    @Test
    void figuresAreReadBackWithTheMemoryGivenBack() throws IOException {
        store.begin(FIRST);
        store.used(usage());
        Usage read = store.read().usage();

        assertThat(read).isNotNull();
        assertThat(read.memory().own()).isZero();
        assertThat(read)
                .usingRecursiveComparison()
                .ignoringFields("at", "memory")
                .isEqualTo(usage());
    }

    private static Usage usage() {
        return new Usage(
                NOW,
                Figure.measured(Unit.BYTES, 1, "pss", ""),
                Figure.measured(Unit.BYTES, 2, "rss-peak", "a note: with = signs"),
                Figure.measured(Unit.NANOSECONDS, 3, "process", "").withShared(4, "boot"),
                new Figure(Unit.COUNT, 5L, null, "process", Quality.ESTIMATED, "x"),
                Figure.measured(Unit.BYTES, 6, "files", ""),
                Figure.unavailable(Unit.BYTES, "why"),
                Figure.measured(Unit.BYTES, 8, "interface", ""));
    }
}

package dev.triptych.driver.container;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.spi.WorkloadKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunNotesTest {
    private static final Instant FIRST = Instant.parse("2026-01-01T00:00:01.000000001Z");
    private static final Instant SECOND = Instant.parse("2026-01-01T00:00:02Z");
    private static final Instant THIRD = Instant.parse("2026-01-01T00:00:03Z");

    @TempDir
    private Path folder;

    private final WorkloadKey key = DockerFixture.newKey();

    private RunNotes notes() {
        return new RunNotes(folder.resolve("runs"));
    }

    @Test
    void whatIsWrittenIsReadByAnotherProcess() {
        notes().startAsked(key, FIRST);
        notes().stopAsked(key, SECOND);
        notes().startAsked(key, THIRD);
        RunNotes.Notes read = notes().read(key);

        assertThat(read.starts()).containsExactly(FIRST, THIRD);
        assertThat(read.stops()).containsExactly(SECOND);
    }

    @Test
    void anIncarnationBelongsToTheLastRequestBeforeItBegan() {
        notes().startAsked(key, FIRST);
        notes().startAsked(key, THIRD);
        RunNotes.Notes read = notes().read(key);

        assertThat(read.startRequestFor(SECOND)).contains(FIRST);
        assertThat(read.startRequestFor(THIRD)).contains(THIRD);
        assertThat(read.startRequestFor(FIRST.minusNanos(1))).isEmpty();
        assertThat(read.lastStart()).contains(THIRD);
    }

    @Test
    void aRequestIsOnRecordOnceItWasSeenToHaveRun() {
        notes().startAsked(key, FIRST);
        assertThat(notes().read(key).unrecordedRequestFor(SECOND)).contains(FIRST);
        notes().ran(key, FIRST, SECOND);
        RunNotes.Notes read = notes().read(key);

        assertThat(read.unrecordedRequestFor(SECOND)).isEmpty();
        assertThat(read.incarnationOf(SECOND)).isEqualTo(FIRST);
        assertThat(read.incarnationOf(THIRD)).as("started by somebody else").isEqualTo(THIRD);
    }

    @Test
    void aStopCountsWithinItsBounds() {
        notes().stopAsked(key, SECOND);
        RunNotes.Notes read = notes().read(key);

        assertThat(read.stopAskedBetween(FIRST, THIRD)).isTrue();
        assertThat(read.stopAskedBetween(SECOND, SECOND)).isTrue();
        assertThat(read.stopAskedBetween(THIRD, THIRD)).isFalse();
    }

    @Test
    void aLineThatACrashCutShortSpoilsNothing() throws IOException {
        notes().startAsked(key, FIRST);
        Path file = folder.resolve("runs").resolve(key.id() + "-" + key.generation());
        Files.writeString(file, "\nstop 17000", StandardOpenOption.APPEND);
        notes().stopAsked(key, SECOND);
        RunNotes.Notes read = notes().read(key);

        assertThat(read.starts()).containsExactly(FIRST);
        assertThat(read.stops()).containsExactly(SECOND);
    }

    @Test
    void nothingIsKnownOfWhatWasForgotten() {
        notes().startAsked(key, FIRST);
        notes().forget(key);
        notes().forget(key);

        assertThat(notes().read(key)).isEqualTo(new RunNotes.Notes(List.of(), List.of(), Map.of()));
        assertThat(folder.resolve("runs")).isEmptyDirectory();
    }
}

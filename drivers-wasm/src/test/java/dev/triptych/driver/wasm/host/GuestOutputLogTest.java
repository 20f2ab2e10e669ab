package dev.triptych.driver.wasm.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.driver.wasm.host.kept.KeptBudget;
import dev.triptych.driver.wasm.host.kept.KeptEnd;
import dev.triptych.driver.wasm.host.kept.KeptFiles;
import dev.triptych.driver.wasm.host.kept.KeptStart;
import dev.triptych.spi.Exit;
import dev.triptych.spi.ExitReason;
import dev.triptych.spi.LogStream;
import dev.triptych.spi.Moment;
import dev.triptych.spi.WorkloadId;
import dev.triptych.spi.WorkloadKey;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is kept of a guest's output, within which bounds, and what another process finds of it. */
class GuestOutputLogTest {
    private static final int MIB = 1 << 20;
    private static final Exit LOST = new Exit(ExitReason.LOST, null, null, Moment.now(Clock.systemUTC()), "died");

    private final Clock clock = Clock.systemUTC();
    private final WorkloadKey key = new WorkloadKey(new WorkloadId(UUID.randomUUID()), 1);

    @TempDir
    private Path folder;

    private GuestOutputLog log(long mostBytes, boolean endless, long budget) {
        GuestOutputLog log = new GuestOutputLog(
                new GuestOutputLog.Place(folder, new KeptBudget(budget)),
                clock,
                new GuestOutputLog.Bounds(mostBytes, 1024, endless));
        log.begin(new KeptStart(key, "name", "run-1", Moment.now(clock), Map.of("engine", "test")));
        return log;
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** All that can be had, and how much was lost. */
    private static Read read(GuestOutputLog log, long from) throws IOException, InterruptedException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        long lost = 0;
        long position = from;
        for (GuestOutputLog.Next next = log.next(position); next != null; next = log.next(position)) {
            lost += next.lost();
            bytes.writeBytes(next.chunk().bytes());
            position = Long.parseLong(next.chunk().next());
        }
        return new Read(bytes.toByteArray(), lost);
    }

    @SuppressWarnings("ArrayRecordComponent") // read once, never compared
    private record Read(byte[] bytes, long lost) {}

    private KeptRun found() throws IOException {
        List<KeptRun> runs = KeptRun.in(folder, LOST, clock);
        assertThat(runs).hasSize(1);
        return runs.getFirst();
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.sorted().toList();
        }
    }

    @Test
    void anotherProcessFindsAllThatWasWrittenAndWhatItWas() throws IOException, InterruptedException {
        GuestOutputLog log = log(MIB, false, MIB);
        log.append(LogStream.STDOUT, text("one "));
        log.append(LogStream.STDOUT, text("two "));
        log.append(LogStream.STDERR, text("three "));
        for (int i = 0; i < 1000; i++) {
            log.append(LogStream.STDOUT, text(i + " "));
        }
        StringBuilder expected = new StringBuilder("one two three ");
        for (int i = 0; i < 1000; i++) {
            expected.append(i).append(' ');
        }
        for (KeptFiles.Found found : KeptFiles.in(folder)) {
            GuestOutputLog other = GuestOutputLog.ofFiles(found, clock);
            Read all = read(other, 0);
            assertThat(new String(all.bytes(), StandardCharsets.UTF_8)).isEqualTo(expected.toString());
            assertThat(all.lost()).isZero();
            assertThat(found.pieces().get(1).piece().stream()).isEqualTo(LogStream.STDERR);
            assertThat(new String(read(other, 4).bytes(), StandardCharsets.UTF_8))
                    .startsWith("two three");
        }
        log.end();
        assertThat(new String(read(log, 0).bytes(), StandardCharsets.UTF_8)).isEqualTo(expected.toString());
    }

    @Test
    void theEndOnRecordIsTheEndAndOtherwiseItIsTheOneGiven() throws IOException {
        GuestOutputLog log = log(MIB, false, MIB);
        log.append(LogStream.STDOUT, text("x"));
        assertThat(found().observation().exit()).isEqualTo(LOST);
        // That is on record now, as if its host had written it.
        Exit later = new Exit(ExitReason.CRASHED, null, null, Moment.now(clock), "");
        assertThat(KeptRun.in(folder, later, clock).getFirst().observation().exit())
                .satisfies(exit -> assertThat(exit.reason()).isEqualTo(ExitReason.LOST));
    }

    @Test
    void anExitThatWasReachedIsNotLost() throws IOException {
        GuestOutputLog log = log(MIB, false, MIB);
        Exit exit = new Exit(ExitReason.EXITED, 7, null, Moment.now(clock), "");
        log.end(new KeptEnd(exit, UsageMapper.ofNothing(Moment.now(clock))));
        KeptRun run = found();
        assertThat(run.observation().exit()).isEqualTo(exit);
        assertThat(run.observation().incarnation()).isEqualTo("run-1");
        assertThat(run.observation().facts()).containsEntry("engine", "test");
        assertThat(run.usage().cpuTime().own()).isZero();
        run.forget();
        assertThat(files()).isEmpty();
    }

    @Test
    void whatItsWriterDidNotFinishIsNotTakenForARecord() throws IOException, InterruptedException {
        GuestOutputLog log = log(MIB, false, MIB);
        log.append(LogStream.STDOUT, text("whole"));
        Files.write(files().getFirst(), new byte[] {'e', '1', 0, 0, 0, 0, 0, 1}, StandardOpenOption.APPEND);
        for (KeptFiles.Found found : KeptFiles.in(folder)) {
            assertThat(found.end()).isNull();
            assertThat(read(GuestOutputLog.ofFiles(found, clock), 0).bytes()).isEqualTo(text("whole"));
        }
    }

    @Test
    void aServiceKeepsTheNewestAndTellsWhatIsGone() throws IOException, InterruptedException {
        GuestOutputLog log = log(3 * MIB, true, 100L * MIB);
        byte[] block = new byte[MIB / 4];
        for (int i = 0; i < 40; i++) {
            block[0] = (byte) i;
            log.append(LogStream.STDERR, block);
        }
        log.end();
        Read all = read(log, 0);
        assertThat(all.lost()).isPositive();
        assertThat(all.lost() + all.bytes().length).isEqualTo(10L * MIB);
        assertThat(all.bytes().length).isBetween(2 * MIB, 3 * MIB);
        assertThat(all.bytes()[all.bytes().length - block.length]).isEqualTo((byte) 39);
        assertThat(files()).hasSizeLessThanOrEqualTo(4);
    }

    @Test
    void whereAllTogetherIsTooMuchTheWriterLosesItsOwnOldest() throws IOException, InterruptedException {
        GuestOutputLog log = log(64L * MIB, false, 2 * MIB);
        byte[] block = new byte[MIB / 4];
        for (int i = 0; i < 40; i++) {
            log.append(LogStream.STDOUT, block);
        }
        log.end();
        Read all = read(log, 0);
        assertThat(all.lost() + all.bytes().length).isEqualTo(10L * MIB);
        assertThat(all.bytes().length).isLessThanOrEqualTo(3 * MIB);
        log.release();
        assertThat(files()).isEmpty();
    }

    @Test
    void withoutADiskOutputIsInMemoryUpToItsBound() throws IOException, InterruptedException {
        GuestOutputLog log = new GuestOutputLog(
                new GuestOutputLog.Place(folder.resolve("nowhere"), new KeptBudget(MIB)),
                clock,
                new GuestOutputLog.Bounds(MIB, 1024, true));
        log.begin(new KeptStart(key, "name", "run-1", Moment.now(clock), Map.of()));
        for (int i = 0; i < 100; i++) {
            log.append(i % 2 == 0 ? LogStream.STDOUT : LogStream.STDERR, new byte[100]);
        }
        log.end();
        Read all = read(log, 0);
        assertThat(all.lost() + all.bytes().length).isEqualTo(10_000);
        assertThat(all.bytes().length).isLessThanOrEqualTo(2048);
    }
}

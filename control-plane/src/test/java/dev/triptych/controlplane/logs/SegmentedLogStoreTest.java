package dev.triptych.controlplane.logs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.triptych.controlplane.platform.DiskGuard;
import dev.triptych.controlplane.platform.Home;
import dev.triptych.controlplane.platform.TriptychException;
import dev.triptych.controlplane.platform.UuidV7;
import dev.triptych.spi.ByteSize;
import dev.triptych.spi.LogChunk;
import dev.triptych.spi.LogStream;
import dev.triptych.spi.Moment;
import dev.triptych.spi.WorkloadId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SegmentedLogStoreTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    private final WorkloadId workload = new WorkloadId(UuidV7.next());

    @TempDir
    Path home;

    @SuppressWarnings("NullAway.Init") // before each test
    private LogStore store;

    @BeforeEach
    void open() {
        store = newStore(ByteSize.ofMebibytes(1));
    }

    private LogStore newStore(ByteSize perWorkload) {
        return newStore(perWorkload, 0);
    }

    private LogStore newStore(ByteSize perWorkload, int freePercent) {
        return new SegmentedLogStore(
                Home.at(home),
                new LogsProperties(perWorkload, new ByteSize(1024), 4),
                new DiskGuard(home, freePercent),
                Clock.systemUTC());
    }

    private static LogChunk chunk(LogStream stream, byte[] bytes, String cursor) {
        return new LogChunk(stream, bytes, Moment.now(Clock.systemUTC()), cursor);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void write(LogWriter writer, int count) {
        for (int i = 0; i < count; i++) {
            writer.append(chunk(LogStream.STDOUT, bytes("line " + i + "\n"), "c" + i));
        }
    }

    private List<LogRecord> read(@Nullable Integer tail, @Nullable String cursor) {
        List<LogRecord> all = new ArrayList<>();
        LogQuery query = new LogQuery(1, Set.of(LogStream.values()), tail, cursor);
        try (LogStore.Reader reader = store.open(workload, query)) {
            for (List<LogRecord> some = reader.next(); !some.isEmpty(); some = reader.next()) {
                all.addAll(some);
            }
        }
        return all;
    }

    private long bytesOnDisk() throws IOException {
        try (Stream<Path> files = Files.walk(home.resolve("logs"))) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }

    @Test
    void onADiskThatIsFullALogTakesNoMoreThanItHas() throws IOException {
        store = newStore(ByteSize.ofMebibytes(1), 100);
        try (LogWriter writer = store.write(workload, 1)) {
            write(writer, 2_000);
        }

        assertThat(bytesOnDisk()).isLessThan(3 * 1024);
        assertThat(read(null, null).getFirst()).isInstanceOf(LogRecord.Gap.class);
    }

    @Test
    void whatNobodyHasOpenAndIsOldGoes() throws IOException {
        try (LogWriter open = store.write(workload, 2)) {
            write(open, 1);
            try (LogWriter closed = store.write(workload, 1)) {
                write(closed, 1);
            }
            store.prune(Duration.ofHours(1));
            assertThat(read(null, null)).isNotEmpty();

            store.prune(Duration.ofSeconds(-1));

            assertThat(read(null, null)).isEmpty();
            assertThat(bytesOnDisk()).isPositive();
        }
    }

    @Test
    void whatWasWrittenIsReadInSequenceByteForByte() {
        byte[] raw = {0, (byte) 0xff, '\n', (byte) 0x80};
        try (LogWriter writer = store.write(workload, 1)) {
            writer.append(chunk(LogStream.STDERR, raw, "x"));
            write(writer, 200);
            writer.gap(7L, "why");
            writer.end();
        }

        List<LogRecord> all = read(null, null);

        assertThat(all.stream().mapToLong(LogRecord::sequence).toArray())
                .isEqualTo(LongStream.range(0, 203).toArray());
        assertThat(all.getFirst()).isInstanceOfSatisfying(LogRecord.Output.class, first -> {
            assertThat(first.bytes()).isEqualTo(raw);
            assertThat(first.stream()).isEqualTo(LogStream.STDERR);
        });
        assertThat(all.get(201)).isInstanceOfSatisfying(LogRecord.Gap.class, gap -> {
            assertThat(gap.missingBytes()).isEqualTo(7);
            assertThat(gap.reason()).isEqualTo("why");
        });
        assertThat(all.getLast()).isInstanceOf(LogRecord.End.class);
    }

    @Test
    void aCursorGoesOnAfterItsRecordAndATailBeginsBeforeTheEnd() {
        try (LogWriter writer = store.write(workload, 1)) {
            write(writer, 100);
        }

        assertThat(read(null, "1.96")).extracting(LogRecord::sequence).containsExactly(97L, 98L, 99L);
        assertThat(read(2, null)).extracting(LogRecord::sequence).containsExactly(98L, 99L);
        assertThatExceptionOfType(TriptychException.InvalidRequest.class).isThrownBy(() -> read(null, "2.5"));
    }

    @Test
    void aFollowerIsGivenWhatComesAndThenTheEnd() throws Exception {
        try (LogWriter writer = store.write(workload, 1);
                LogStore.Reader reader = store.open(workload, LogQuery.wholeRun(1))) {
            CompletableFuture<List<LogRecord>> followed = CompletableFuture.supplyAsync(() -> follow(reader));
            write(writer, 50);
            writer.end();
            assertThat(followed.get(10, TimeUnit.SECONDS)).hasSize(51);
            assertThat(reader.ended()).isTrue();
        }
    }

    private static List<LogRecord> follow(LogStore.Reader reader) {
        List<LogRecord> all = new ArrayList<>();
        try {
            while (!reader.ended()) {
                all.addAll(reader.next(SOON));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return all;
    }

    @Test
    void theOldestIsDroppedWhenTheLimitIsReachedAndTheReaderIsTold() {
        store = newStore(ByteSize.parse("4KiB"));
        try (LogWriter writer = store.write(workload, 1)) {
            write(writer, 500);
        }

        List<LogRecord> kept = read(null, null);

        assertThat(kept).hasSizeLessThan(200);
        assertThat(kept.getFirst()).isInstanceOf(LogRecord.Gap.class);
        assertThat(kept.get(1).sequence()).isEqualTo(kept.getFirst().sequence() + 1);
        assertThat(kept.getLast().sequence()).isEqualTo(499);
        assertThat(store.tail(workload, 1, LogStream.STDOUT, 100).truncated()).isTrue();
    }

    @Test
    void aWriterGoesOnWhereACrashCutItShort() throws IOException {
        try (LogWriter writer = store.write(workload, 1)) {
            write(writer, 3);
        }
        Path segment = segment(1, 0);
        Files.write(segment, new byte[] {0, 0, 0, 99, 1, 2, 3}, StandardOpenOption.APPEND);

        try (LogWriter writer = newStore(ByteSize.ofMebibytes(1)).write(workload, 1)) {
            assertThat(writer.driverCursor()).isEqualTo("c2");
            writer.append(chunk(LogStream.STDOUT, bytes("after"), "c3"));
        }

        assertThat(read(null, null)).extracting(LogRecord::sequence).containsExactly(0L, 1L, 2L, 3L);
    }

    @Test
    void aTermThatWroteNothingTakesNothingAway() throws IOException {
        try (LogWriter writer = store.write(workload, 1)) {
            write(writer, 3);
        }
        Files.createFile(segment(2, 3));

        try (LogWriter writer = newStore(ByteSize.ofMebibytes(1)).write(workload, 1)) {
            assertThat(writer.driverCursor()).isEqualTo("c2");
            write(writer, 1);
        }

        assertThat(read(null, null)).extracting(LogRecord::sequence).containsExactly(0L, 1L, 2L, 3L);
    }

    @Test
    void whoWasReplacedWritesIntoNoLogOfItsSuccessor() {
        LogStore successors = newStore(ByteSize.ofMebibytes(1));
        try (LogWriter replaced = store.write(workload, 1);
                LogWriter successor = successors.write(workload, 1)) {
            write(replaced, 5);
            assertThat(successor.driverCursor()).isEqualTo("c4");
            successor.append(chunk(LogStream.STDOUT, bytes("first of the successor\n"), "s0"));
            write(replaced, 100);
            write(successor, 3);
            replaced.end();
        }

        for (LogStore each : List.of(successors, newStore(ByteSize.ofMebibytes(1)))) {
            String text =
                    new String(each.tail(workload, 1, LogStream.STDOUT, 10_000).bytes(), StandardCharsets.UTF_8);
            assertThat(text.lines())
                    .containsExactly(
                            "line 0",
                            "line 1",
                            "line 2",
                            "line 3",
                            "line 4",
                            "first of the successor",
                            "line 0",
                            "line 1",
                            "line 2");
        }
        assertThat(read(null, null))
                .extracting(LogRecord::sequence)
                .containsExactlyElementsOf(LongStream.range(0, 9).boxed().toList());
        try (LogWriter third = newStore(ByteSize.ofMebibytes(1)).write(workload, 1)) {
            assertThat(third.driverCursor()).isEqualTo("c2");
        }
    }

    @Test
    void whatIsDamagedOnDiskIsTold() throws IOException {
        try (LogWriter writer = store.write(workload, 1)) {
            write(writer, 100);
        }
        byte[] whole = Files.readAllBytes(segment(1, 0));
        whole[whole.length / 2] ^= 1;
        Files.write(segment(1, 0), whole);

        List<LogRecord> all = read(null, null);

        List<LogRecord> gaps =
                all.stream().filter(LogRecord.Gap.class::isInstance).toList();
        assertThat(gaps)
                .singleElement()
                .isInstanceOfSatisfying(
                        LogRecord.Gap.class, gap -> assertThat(gap.reason()).contains("damaged"));
        assertThat(all.getFirst().sequence()).isZero();
        assertThat(all.getLast().sequence()).isEqualTo(99);
        assertThat(all).extracting(LogRecord::sequence).isSorted().doesNotHaveDuplicates();
    }

    private Path segment(int term, long first) {
        return home.resolve("logs")
                .resolve(workload.toString())
                .resolve("1")
                .resolve("%06d-%016d.log".formatted(term, first));
    }

    @Test
    void theTailIsTheEndOfOneStream() {
        try (LogWriter writer = store.write(workload, 2)) {
            writer.append(chunk(LogStream.STDOUT, bytes("begin "), "1"));
            writer.append(chunk(LogStream.STDERR, bytes("noise"), "2"));
            writer.append(chunk(LogStream.STDOUT, bytes("end"), "3"));
        }

        LogStore.Tail whole = store.tail(workload, 2, LogStream.STDOUT, 100);
        assertThat(whole.bytes()).isEqualTo(bytes("begin end"));
        assertThat(whole.truncated()).isFalse();
        LogStore.Tail cut = store.tail(workload, 2, LogStream.STDOUT, 3);
        assertThat(cut.bytes()).isEqualTo(bytes("end"));
        assertThat(cut.truncated()).isTrue();
    }

    @Test
    void nothingIsLeftOfADeletedWorkload() {
        try (LogWriter writer = store.write(workload, 1)) {
            write(writer, 300);
        }

        store.delete(workload);

        assertThat(home.resolve("logs")).isEmptyDirectory();
        assertThat(read(null, null)).isEmpty();
    }

    @Test
    void tooManyReadersAreRefused() {
        List<LogStore.Reader> readers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            readers.add(store.open(workload, LogQuery.wholeRun(1)));
        }
        assertThatExceptionOfType(TriptychException.LimitReached.class)
                .isThrownBy(() -> store.open(workload, LogQuery.wholeRun(1)));
        readers.forEach(LogStore.Reader::close);
        assertThat(read(null, null)).isEmpty();
    }
}

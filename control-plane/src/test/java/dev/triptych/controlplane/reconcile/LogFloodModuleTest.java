package dev.triptych.controlplane.reconcile;

import static dev.triptych.controlplane.reconcile.TestPlane.ACTOR;
import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.controlplane.logs.LogQuery;
import dev.triptych.controlplane.logs.LogRecord;
import dev.triptych.controlplane.logs.LogStore;
import dev.triptych.controlplane.workload.Waiting.Condition;
import dev.triptych.controlplane.workload.WorkloadState;
import dev.triptych.controlplane.workload.WorkloadView;
import dev.triptych.spi.DriverContext;
import dev.triptych.spi.InstallationId;
import dev.triptych.spi.LogStream;
import dev.triptych.spi.WorkloadKind;
import dev.triptych.tck.fake.FakeBackend;
import dev.triptych.tck.fake.FakeDriver;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A guest that writes without end: it ends all the same, the disk does not fill, and its log says what is missing. */
class LogFloodModuleTest {
    private static final int CHUNK = 8 << 10;
    private static final int CHUNKS = (40 << 20) / CHUNK;
    /** As {@link TestPlane} sets it. */
    private static final long BOUND = 1 << 20;

    private static final long SEGMENT = 64 << 10;

    private final FakeBackend backend = new FakeBackend(Clock.systemUTC());
    private TestPlane plane;

    @TempDir
    Path home;

    @BeforeEach
    void open() {
        DriverContext context = new DriverContext(new InstallationId(UUID.randomUUID()), home, Clock.systemUTC());
        plane = TestPlane.open(TestPlane.newSchema(), home, new FakeDriver(WorkloadKind.WASM, context, backend));
    }

    @AfterEach
    void close() {
        plane.close();
    }

    private long bytesOnDisk() throws IOException {
        try (Stream<Path> files = Files.walk(home.resolve("logs"))) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }

    private static byte[] binary(int number) {
        byte[] bytes = new byte[CHUNK];
        for (int i = 0; i < CHUNK; i++) {
            bytes[i] = (byte) (i + number);
        }
        return bytes;
    }

    @Test
    void tenMegabytesASecondBlockNobodyAndFillNothing() throws IOException {
        backend.onStart(spec -> {
            for (int i = 0; i < CHUNKS; i++) {
                backend.write(spec.key(), LogStream.STDOUT, binary(i));
            }
            backend.exit(spec.key(), 0);
        });
        WorkloadView created = plane.commands().create(Jobs.wasm("flood"), ACTOR);
        WorkloadView ended = plane.waitFor(created, Condition.EXIT);

        assertThat(ended.state()).isEqualTo(WorkloadState.SUCCEEDED);
        assertThat(bytesOnDisk()).isLessThan(BOUND + SEGMENT);
        List<LogRecord> records = read(ended);
        assertThat(records.getFirst()).isInstanceOf(LogRecord.Gap.class);
        assertThat(records.getLast()).isInstanceOf(LogRecord.End.class);
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        for (LogRecord record : records) {
            if (record instanceof LogRecord.Output written) {
                output.writeBytes(written.bytes());
            }
        }
        byte[] kept = output.toByteArray();
        assertThat(kept.length).isGreaterThan((int) BOUND / 2);
        byte[] last = Arrays.copyOfRange(kept, kept.length - CHUNK, kept.length);
        assertThat(last).isEqualTo(binary(CHUNKS - 1));
        for (int i = 2; i < records.size(); i++) {
            assertThat(records.get(i).sequence()).isEqualTo(records.get(i - 1).sequence() + 1);
        }
    }

    private List<LogRecord> read(WorkloadView view) {
        List<LogRecord> all = new ArrayList<>();
        LogQuery whole = LogQuery.wholeRun(view.run().number());
        try (LogStore.Reader reader =
                plane.bean(LogStore.class).open(view.workload().id(), whole)) {
            for (List<LogRecord> some = reader.next(); !some.isEmpty(); some = reader.next()) {
                all.addAll(some);
            }
        }
        return all;
    }
}

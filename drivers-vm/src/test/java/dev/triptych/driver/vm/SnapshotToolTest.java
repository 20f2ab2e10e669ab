package dev.triptych.driver.vm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.Snapshotting.Consistency;
import dev.triptych.spi.Snapshotting.Snapshot;
import dev.triptych.tck.Eventually;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** QEMU's real tool, on a disk that others use as well. */
@Tag("backend")
class SnapshotToolTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String TAG = "one.stopped";

    private final SnapshotTool tool = new SnapshotTool("qemu-img");

    @TempDir
    private Path folder;

    private Path disk = Path.of("disk");

    @BeforeEach
    void makeADisk() throws IOException, InterruptedException {
        disk = folder.resolve("a, b.qcow2");
        Process made = new ProcessBuilder("qemu-img", "create", "-q", "-f", "qcow2", disk.toString(), "1M")
                .inheritIO()
                .start();
        assertThat(made.waitFor()).isZero();
    }

    private static void assertRefused(DriverErrorCode code, ThrowingCallable call) {
        assertThatExceptionOfType(DriverException.class)
                .isThrownBy(call)
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(code));
    }

    @Test
    void snapshotsAreTakenBroughtBackAndRemoved() {
        tool.take(disk, TAG);
        assertThat(tool.list(disk).snapshots()).containsExactly(new Snapshot("one", Consistency.STOPPED));
        tool.restore(disk, TAG);
        tool.delete(disk, TAG);
        assertThat(tool.list(disk).snapshots()).isEmpty();
        assertRefused(DriverErrorCode.BACKEND_REFUSED, () -> tool.restore(disk, TAG));
    }

    @Test
    void aDiskThatSomebodyHasOpenIsForLater() throws IOException, InterruptedException {
        tool.take(disk, TAG);
        Path words = folder.resolve("words");
        Process holder = new ProcessBuilder("qemu-io", "-f", "qcow2", disk.toString())
                .redirectErrorStream(true)
                .redirectOutput(words.toFile())
                .start();
        try {
            Eventually.holds("it is held", PATIENCE, () -> asks(words));
            assertRefused(DriverErrorCode.BACKEND_TIMEOUT, () -> tool.take(disk, "two.stopped"));
            assertRefused(DriverErrorCode.BACKEND_TIMEOUT, () -> tool.restore(disk, TAG));
            assertRefused(DriverErrorCode.BACKEND_TIMEOUT, () -> tool.delete(disk, TAG));
            assertThat(tool.list(disk).snapshots()).hasSize(1);
        } finally {
            holder.getOutputStream().close();
            assertThat(holder.waitFor()).isZero();
        }
        tool.take(disk, "two.stopped");
        assertThat(tool.list(disk).snapshots()).hasSize(2);
    }

    /** It has opened the disk once it asks for a command. */
    private static boolean asks(Path words) {
        try {
            return Files.readString(words).contains("qemu-io>");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As with a service that is killed: the kernel tells the tool of the end of the thread that began it. */
    @Test
    void theToolDoesNotOutliveWhoBeganIt() throws IOException, InterruptedException {
        Path waits = folder.resolve("waits");
        Path began = folder.resolve("began");
        Files.writeString(
                waits,
                "#!/bin/bash\nmkfifo \"$0.never\"\necho $$ >\"$0.part\"\nmv \"$0.part\" \"" + began
                        + "\"\nread -r <\"$0.never\"\n");
        Files.setPosixFilePermissions(waits, PosixFilePermissions.fromString("rwx------"));
        Process service = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Taking.class.getName(),
                        waits.toString(),
                        disk.toString())
                .inheritIO()
                .start();
        try {
            Eventually.holds("the tool has begun", PATIENCE, () -> Files.exists(began));
            ProcessHandle begun = ProcessHandle.of(
                            Long.parseLong(Files.readString(began).strip()))
                    .orElseThrow();
            assertThat(begun.isAlive()).isTrue();
            service.destroyForcibly().waitFor();
            Eventually.holds("the tool has ended", PATIENCE, () -> !begun.isAlive());
        } finally {
            service.destroyForcibly().waitFor();
        }
    }

    /** A process that takes a snapshot. */
    static final class Taking {
        private Taking() {}

        public static void main(String[] arguments) {
            new SnapshotTool(arguments[0]).take(Path.of(arguments[1]), TAG);
        }
    }
}

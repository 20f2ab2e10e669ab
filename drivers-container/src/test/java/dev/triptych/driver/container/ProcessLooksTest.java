package dev.triptych.driver.container;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.spi.ProgramInspecting.ProcessFacts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A made-up {@code /proc}: what is read from it, and whose it is. */
class ProcessLooksTest {
    private static final String NO_SOCKETS = "head\n";

    @TempDir
    Path proc;

    @BeforeEach
    void aServerWithOneChild() throws IOException {
        process(100, 0, 1, 5000, "server", "/usr/sbin/server");
        process(101, 100, 7, 6000, "child", "/usr/bin/date");
        process(102, 0, 1, 7000, "stranger", "/usr/bin/stranger");
        children(100, "101 ");
        for (String table : List.of("tcp", "tcp6", "udp", "udp6", "unix")) {
            Files.createDirectories(folder(100).resolve("net"));
            Files.writeString(folder(100).resolve("net").resolve(table), NO_SOCKETS);
        }
    }

    private Path folder(long pid) {
        return proc.resolve(Long.toString(pid));
    }

    private void process(long pid, long parent, int inside, long start, String name, String exe) throws IOException {
        Path folder = Files.createDirectories(folder(pid));
        Files.createDirectories(folder.resolve("fd"));
        Files.writeString(folder.resolve("maps"), "00400000-00401000 r-xp 00000000 00:00 12 " + exe + "\n");
        Files.writeString(
                folder.resolve("status"),
                "Name:\t" + name + "\nNSpid:\t" + pid + "\t" + inside + "\nThreads:\t3\nSigCgt:\t0000000000004001\n");
        Files.createSymbolicLink(folder.resolve("exe"), Path.of(exe));
        stat(pid, parent, start, 0);
        children(pid, "");
    }

    private void stat(long pid, long parent, long start, long reaped) throws IOException {
        // the name may hold anything, also what looks like the end of it
        Files.writeString(
                folder(pid).resolve("stat"),
                pid + " (a) b) S " + parent + " 1 1 0 -1 0 9 " + reaped + " 0 0 0 0 0 0 20 0 3 0 " + start + " 0 0\n");
    }

    private void children(long pid, String list) throws IOException {
        Path task = Files.createDirectories(folder(pid).resolve("task").resolve(Long.toString(pid)));
        Files.writeString(task.resolve("children"), list);
    }

    private ProcessLooks looks() {
        return new ProcessLooks(ProcessFolder.of(proc, 100).orElseThrow());
    }

    @Test
    void theFirstProcessAndThoseBelowItAreRead() {
        ProcessLooks looks = looks();
        assertThat(looks.look()).isTrue();
        assertThat(looks.processes())
                .containsExactly(
                        new ProcessFacts(1, 0, "server", List.of("/usr/sbin/server"), 3, List.of("HUP", "TERM"), false),
                        new ProcessFacts(7, 1, "child", List.of("/usr/bin/date"), 3, List.of("HUP", "TERM"), false));
        assertThat(looks.mostProcesses()).isEqualTo(2);
        assertThat(looks.missing()).isEmpty();
    }

    @Test
    void anotherProcessOfTheSameNumberIsNotLookedAt() throws IOException {
        ProcessLooks looks = looks();
        stat(100, 0, 5001, 0);
        assertThat(looks.look()).isFalse();
        assertThat(looks.processes()).isEmpty();
    }

    @Test
    void childrenThatCameAndWentLeaveTheirFaults() throws IOException {
        ProcessLooks looks = looks();
        stat(100, 0, 5000, 40);
        looks.look();
        assertThat(looks.reaped()).as("what was before the first look").isZero();
        stat(100, 0, 5000, 65);
        looks.look();
        assertThat(looks.reaped()).isEqualTo(25);
        assertThat(looks.looks()).isEqualTo(2);
    }

    @Test
    void devicesSharedMemoryAndGeneratedCodeAreSeen() throws IOException {
        Files.createSymbolicLink(folder(100).resolve("fd").resolve("0"), Path.of("/dev/null"));
        Files.createSymbolicLink(folder(100).resolve("fd").resolve("1"), Path.of("/dev/fuse"));
        Files.writeString(folder(100).resolve("maps"), """
                7f0000000000-7f0000001000 rw-s 00000000 00:05 9 /dev/zero (deleted)
                7f0000002000-7f0000003000 r-xp 00000000 00:00 0\s
                7f0000004000-7f0000005000 r-xp 00000000 00:00 0 [vdso]
                """);
        ProcessLooks looks = looks();
        looks.look();
        assertThat(looks.devices()).containsExactly("/dev/fuse");
        assertThat(looks.sharedMemory()).containsExactly("/dev/zero");
        assertThat(looks.processes().getFirst().makesCode()).isTrue();
        assertThat(looks.processes().get(1).makesCode()).isFalse();
    }

    @Test
    void onlySocketsThatItsProcessesHoldAreItsOwn() throws IOException {
        Files.createSymbolicLink(folder(101).resolve("fd").resolve("3"), Path.of("socket:[77]"));
        String line = "   0: 00000000:%s 00000000:0000 0A 0:0 0:0 0 0 0 %d 1\n";
        Files.writeString(
                folder(100).resolve("net").resolve("tcp"),
                NO_SOCKETS + line.formatted("1F90", 77) + line.formatted("1F91", 78));
        ProcessLooks looks = looks();
        looks.look();
        assertThat(looks.sockets()).hasSize(1).allMatch(socket -> socket.port() == 8080);
    }

    @Test
    void wordsOfTheKernelThatAreNoneAreNotFatal() throws IOException {
        Files.writeString(folder(101).resolve("stat"), "");
        ProcessLooks looks = looks();
        assertThat(looks.look()).isTrue();
        assertThat(looks.processes()).hasSize(1);
    }
}

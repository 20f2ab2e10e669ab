package dev.triptych.driver.wasm.host.remote;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.driver.wasm.host.OwnHost;
import dev.triptych.spi.CpuWeight;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written to the kernel for a host of its own, by both versions of its interface. */
class ControlGroupsTest {
    private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();
    private static final long MIB = 1L << 20;
    private static final OwnHost HALF = new OwnHost(0.5, 2, 3 * MIB, MIB, 4 * MIB);

    @TempDir
    private Path root;

    private String read(String file) throws IOException {
        return Files.readString(root.resolve(file));
    }

    private void file(String name, String content) throws IOException {
        Files.createDirectories(root.resolve(name).getParent());
        Files.writeString(root.resolve(name), content);
    }

    @Test
    void versionTwoTakesBothLimitsInOneGroup() throws IOException {
        file("cgroup.controllers", "cpuset cpu io memory pids\n");
        ControlGroups groups = ControlGroups.at(root);
        assertThat(groups.problem()).isNull();
        List<Path> doors = groups.make("one", HALF);
        assertThat(doors).containsExactly(root.resolve("triptych-wasm/one/cgroup.procs"));
        assertThat(read("triptych-wasm/one/cpu.max")).isEqualTo("50000 100000");
        assertThat(read("triptych-wasm/one/memory.max")).isEqualTo("" + (10 + 8 + 8 + 192) * MIB);
        assertThat(read("cgroup.subtree_control")).isEqualTo("+cpu +memory");
        assertThat(read("triptych-wasm/cgroup.subtree_control")).isEqualTo("+cpu +memory");
        assertThat(groups.doorsOfShared()).containsExactly(root.resolve("triptych-wasm/shared/cgroup.procs"));
        assertThat(read("triptych-wasm/shared/cpu.weight")).isEqualTo("" + 100 * PROCESSORS);
        assertThat(read("triptych-wasm/cpu.weight")).isEqualTo("100");
    }

    @Test
    void versionOneTakesThemInTwo() throws IOException {
        file("cpu/cgroup.procs", "");
        file("memory/cgroup.procs", "");
        ControlGroups groups = ControlGroups.at(root);
        assertThat(groups.problem()).isNull();
        assertThat(groups.make("one", HALF)).hasSize(2);
        assertThat(read("cpu/triptych-wasm/one/cpu.cfs_quota_us")).isEqualTo("50000");
        assertThat(read("cpu/triptych-wasm/one/cpu.cfs_period_us")).isEqualTo("100000");
        assertThat(read("memory/triptych-wasm/one/memory.limit_in_bytes")).isEqualTo("" + 218 * MIB);
        assertThat(groups.names("on")).containsExactly("one");
        assertThat(groups.doorsOfShared()).containsExactly(root.resolve("cpu/triptych-wasm/shared/cgroup.procs"));
        assertThat(read("cpu/triptych-wasm/shared/cpu.shares")).isEqualTo("" + 1024 * PROCESSORS);
    }

    @Test
    void aWeightIsWhatEachVersionCallsIt() throws IOException {
        OwnHost weighed = new OwnHost(1, 1, MIB, MIB, MIB, new CpuWeight(300));
        file("cpu/cgroup.procs", "");
        file("memory/cgroup.procs", "");
        assertThat(ControlGroups.at(root).make("one", weighed)).hasSize(2);
        assertThat(read("cpu/triptych-wasm/one/cpu.shares")).isEqualTo("3072");

        file("cgroup.controllers", "cpuset cpu io memory pids\n");
        assertThat(ControlGroups.at(root).make("two", weighed)).hasSize(1);
        assertThat(read("triptych-wasm/two/cpu.weight")).isEqualTo("300");
        assertThat(weighed.withRuns(2).cpusInWords()).contains("weight 300");
    }

    @Test
    void whatIsMissingIsNamed() throws IOException {
        file("cgroup.controllers", "cpu io\n");
        assertThat(ControlGroups.at(root).problem()).contains("memory").doesNotContain("cpu and");
        assertThat(ControlGroups.at(root.resolve("nowhere")).problem()).contains("cpu and memory");
    }

    @Test
    void groupsThatCannotBeWrittenAreAReasonInWords() throws IOException {
        file("cpu/cgroup.procs", "");
        file("memory/cgroup.procs", "");
        file("memory/triptych-wasm", "a file where a folder has to be");
        assertThat(ControlGroups.at(root).problem()).contains("cannot be written", "root");
        assertThat(ControlGroups.at(root).summary()).startsWith("not possible");
        assertThat(ControlGroups.at(root).doorsOfShared()).isEmpty();
    }

    @Test
    void theSmallestShareIsWhatTheKernelTakes() {
        assertThat(new OwnHost(0.001, 1, MIB, MIB, MIB).quotaMicros()).isEqualTo(1000);
        assertThat(new OwnHost(2.5, 1, MIB, MIB, MIB).quotaMicros()).isEqualTo(250_000);
        assertThat(HALF.memoryInWords()).contains("218.0MiB = 2 runs × 3MiB × 5/3");
    }

    @Test
    @Tag("backend")
    void theKernelEndsWhoGoesBeyondTheBoundAndTellsSo() throws IOException, InterruptedException {
        ControlGroups groups = ControlGroups.at(Path.of("/sys/fs/cgroup"));
        assertThat(groups.problem()).isNull();
        String name = "test-" + UUID.randomUUID();
        OwnHost small = new OwnHost(1, 1, 0, 0, 0);
        List<Path> doors = groups.make(name, small);
        try {
            assertThat(groups.ranOutOfMemory(name)).isFalse();
            StringBuilder enter = new StringBuilder();
            doors.forEach(door -> enter.append("echo 0 >").append(door).append(" && "));
            // One line without an end: tail keeps all of it.
            Process eater = new ProcessBuilder("sh", "-c", enter + "exec tail -n 1 /dev/zero").start();
            assertThat(eater.waitFor(5, TimeUnit.MINUTES)).isTrue();
            assertThat(eater.exitValue()).isEqualTo(128 + 9);
            assertThat(groups.ranOutOfMemory(name)).isTrue();
        } finally {
            groups.remove(name);
        }
        assertThat(groups.names(name)).isEmpty();
    }
}

package dev.triptych.driver.container;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.spi.CpuWeight;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControlGroupTest {
    private static final Path GROUP = Path.of("triptych", "x-1");

    @TempDir
    private Path root;

    private void file(String path, String content) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }

    private ControlGroup found() {
        return ControlGroup.find(root, GROUP).orElseThrow();
    }

    @Test
    void versionOneIsReadFromItsHierarchies() throws IOException {
        file("memory/triptych/x-1/memory.usage_in_bytes", "1000\n");
        file("memory/triptych/x-1/memory.stat", "inactive_file 7\ntotal_cache 900\ntotal_inactive_file 300\n");
        file("memory/triptych/x-1/memory.max_usage_in_bytes", "2000\n");
        file("cpuacct/triptych/x-1/cpuacct.usage", "123456789\n");
        file("pids/triptych/x-1/pids.current", "4\n");

        assertThat(found().workingSet()).hasValue(700);
        assertThat(found().memoryPeak()).hasValue(2000);
        assertThat(found().cpuNanos()).hasValue(123456789);
        assertThat(found().tasks()).hasValue(4);
    }

    @Test
    void versionTwoIsReadFromItsOneFolder() throws IOException {
        file("cgroup.controllers", "cpu memory pids\n");
        file("triptych/x-1/memory.current", "1000\n");
        file("triptych/x-1/memory.stat", "anon 1\ninactive_file 400\nactive_file 5\n");
        file("triptych/x-1/memory.peak", "1500\n");
        file("triptych/x-1/cpu.stat", "usage_usec 2000\nuser_usec 1500\n");
        file("triptych/x-1/pids.current", "2\n");

        assertThat(found().workingSet()).hasValue(600);
        assertThat(found().memoryPeak()).hasValue(1500);
        assertThat(found().cpuNanos()).hasValue(2_000_000);
        assertThat(found().tasks()).hasValue(2);
    }

    @Test
    void whatAKernelDoesNotTellIsEmptyAndNotZero() throws IOException {
        file("cgroup.controllers", "memory\n");
        file("triptych/x-1/memory.current", "max\n");

        assertThat(found().workingSet()).isEmpty();
        assertThat(found().memoryPeak()).isEmpty();
        assertThat(found().cpuNanos()).isEmpty();
    }

    @Test
    void aGroupThatIsNotThereIsNotFound() throws IOException {
        Files.createDirectories(root.resolve("memory"));
        assertThat(ControlGroup.find(root, GROUP)).isEmpty();
    }

    @Test
    void theGroupOfAProcessIsFoundInEitherVersion() throws IOException {
        Files.createDirectories(root.resolve("memory/docker/abc"));
        assertThat(ControlGroup.ofProcess(root, List.of("5:cpu,cpuacct:/docker/abc", "4:memory:/docker/abc")))
                .isPresent();
        assertThat(ControlGroup.ofProcess(root, List.of("4:memory:/docker/gone")))
                .isEmpty();
        assertThat(ControlGroup.ofProcess(root, List.of("4:memory:/"))).isEmpty();

        file("cgroup.controllers", "memory\n");
        Files.createDirectories(root.resolve("system.slice/docker-abc.scope"));
        assertThat(ControlGroup.ofProcess(root, List.of("0::/system.slice/docker-abc.scope")))
                .isPresent();
    }

    @Test
    void removalEmptiesEveryHierarchyAndSparesWhatIsInUse() throws IOException {
        for (String hierarchy : List.of("memory", "cpu", "pids")) {
            Files.createDirectories(root.resolve(hierarchy).resolve(GROUP));
        }
        Files.createDirectories(root.resolve("pids").resolve(GROUP).resolve("container"));
        ControlGroup.remove(root, GROUP);

        assertThat(root.resolve("memory").resolve(GROUP)).doesNotExist();
        assertThat(root.resolve("cpu").resolve(GROUP)).doesNotExist();
        assertThat(root.resolve("pids").resolve(GROUP)).exists();
    }

    @Test
    void trafficIsSummedWithoutLoopback() {
        List<String> lines = List.of(
                "Inter-|   Receive                                                |  Transmit",
                " face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs",
                "    lo:     100       1    0    0    0     0          0         0      100       1    0",
                "  eth0:    1000      10    0    0    0     0          0         0      200       2    0",
                "  eth1:5 1 0 0 0 0 0 0 7 1 0");
        assertThat(StatisticsSample.column(lines, 0)).isEqualTo(1005);
        assertThat(StatisticsSample.column(lines, 8)).isEqualTo(207);
    }

    @Test
    void aWeightIsWhatEachVersionCallsIt() throws IOException {
        file("cpu/cgroup.procs", "");
        ControlGroup.weigh(root, GROUP, new CpuWeight(50));
        assertThat(Files.readString(root.resolve("cpu/triptych/x-1/cpu.shares")))
                .isEqualTo("512");

        file("cgroup.controllers", "cpu memory pids\n");
        ControlGroup.weigh(root, GROUP, new CpuWeight(50));
        assertThat(Files.readString(root.resolve("triptych/x-1/cpu.weight"))).isEqualTo("50");
        assertThat(Files.readString(root.resolve("triptych/cgroup.subtree_control")))
                .isEqualTo("+cpu");
        assertThat(new CpuWeight(CpuWeight.LEAST).shares()).isEqualTo(10);
    }
}

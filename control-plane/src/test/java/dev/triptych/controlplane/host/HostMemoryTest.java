package dev.triptych.controlplane.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostMemoryTest {
    @TempDir
    private Path folder;

    @Test
    void meminfoIsInKibibytes() throws IOException {
        Path file = Files.writeString(
                folder.resolve("meminfo"), "MemTotal:       24659968 kB\nMemFree:   1 kB\nMemAvailable:    2048 kB\n");
        assertThat(new HostMemory(file).read()).isEqualTo(new HostMemory.Amounts(24659968L * 1024, 2048L * 1024));
    }

    @Test
    void aMeminfoWithoutTheLineIsADefect() throws IOException {
        Path file = Files.writeString(folder.resolve("meminfo"), "MemTotal: 1 kB\n");
        assertThatThrownBy(() -> new HostMemory(file).read()).hasMessageContaining("MemAvailable:");
    }

    @Test
    void theDistributionsNameIsInOsRelease() throws IOException {
        Path file = Files.writeString(folder.resolve("os-release"), "ID=x\nPRETTY_NAME=\"X Linux 1\"\n");
        assertThat(HostReports.distribution(file)).isEqualTo("X Linux 1");
        assertThat(HostReports.distribution(folder.resolve("missing"))).isEqualTo(System.getProperty("os.name"));
    }
}

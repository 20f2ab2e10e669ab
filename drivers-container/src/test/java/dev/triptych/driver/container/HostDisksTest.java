package dev.triptych.driver.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From the number of a device to the node of a whole disk, as the kernel lists them. */
class HostDisksTest {
    @TempDir
    private Path root;

    private HostDisks disks = HostDisks.OF_THIS_HOST;

    @BeforeEach
    void aDiskWithAPartitionAndAnotherWithoutANode() throws IOException {
        disks = new HostDisks(root.resolve("block"), root.resolve("dev"));
        Files.createDirectories(root.resolve("block"));
        Files.createDirectories(root.resolve("dev/mapper"));
        Files.createFile(root.resolve("dev/sda"));
        device("8:16", "devices/sda", "sda");
        device("8:17", "devices/sda/sda1", "sda1");
        Files.writeString(root.resolve("devices/sda/sda1/partition"), "1\n");
        device("259:300", "devices/nvme", "nvme0n1");
    }

    private void device(String number, String folder, String name) throws IOException {
        Files.createDirectories(root.resolve(folder));
        Files.writeString(root.resolve(folder).resolve("uevent"), "MAJOR=8\nDEVNAME=" + name + "\nDEVTYPE=disk\n");
        Files.createSymbolicLink(root.resolve("block").resolve(number), root.resolve(folder));
    }

    private static long device(long major, long minor) {
        return (minor & 0xff) | (major & 0xfff) << 8 | (minor & ~0xffL) << 12 | (major & ~0xfffL) << 32;
    }

    @Test
    void aPartitionIsBoundedByItsWholeDisk() throws IOException {
        assertThat(disks.node(device(8, 16))).contains(root.resolve("dev/sda"));
        assertThat(disks.node(device(8, 17))).contains(root.resolve("dev/sda"));
    }

    @Test
    void whatIsOnNoDiskOrHasNoNodeIsNone() throws IOException {
        assertThat(disks.node(device(0, 45))).isEmpty();
        assertThat(disks.node(device(8, 99))).isEmpty();
        assertThat(disks.node(device(259, 300))).isEmpty();
    }

    @Test
    void numbersAreTakenApartAsTheSystemDoes() {
        long device = device(5000, 300_000);
        assertThat(HostDisks.major(device)).isEqualTo(5000);
        assertThat(HostDisks.minor(device)).isEqualTo(300_000);
    }

    @Test
    void whatIsNotThereYetWillBeWhereItsFolderIs() throws IOException {
        assertThat(HostDisks.OF_THIS_HOST.below(root.resolve("not/yet"))).isEqualTo(HostDisks.OF_THIS_HOST.below(root));
    }
}

package dev.triptych.systemtests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.io.file.PathUtils;
import tools.jackson.databind.JsonNode;

/** A disk of 1 MiB whose system counts its boots on it and tells the count on its console, and how such a disk of a workload is on the host. */
final class CountingDisk {
    private static final Path SYSTEM =
            Path.of("..", "drivers-vm", "src", "test", "resources", "dev", "triptych", "driver", "vm", "tiny-disk.s");
    private static final int SIZE = 1 << 20;
    private static final int COUNT = 512;

    private CountingDisk() {}

    /** @param stays whether its system stays when it has told its count; else it powers off */
    static byte[] image(boolean stays) {
        try {
            Path folder = Files.createTempDirectory("counting-disk");
            String object = folder.resolve("object").toString();
            Path binary = folder.resolve("binary");
            Shell.run("as", "--32", "-o", object, SYSTEM.toString());
            Shell.run(
                    "ld", "-m", "elf_i386", "-Ttext", "0x7c00", "--oformat", "binary", "-o", binary.toString(), object);
            byte[] disk = Arrays.copyOf(Files.readAllBytes(binary), SIZE);
            disk[COUNT] = '0';
            disk[COUNT + 1] = (byte) (stays ? 's' : 'p');
            PathUtils.deleteDirectory(folder);
            return disk;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** By the word of libvirt. */
    static Path of(String workload) {
        String domain = Shell.lines("virsh", "-q", "-c", "qemu:///system", "list", "--all", "--name").stream()
                .map(String::strip)
                .filter(name -> name.startsWith("triptych-" + workload + "-"))
                .findFirst()
                .orElseThrow();
        return Shell.lines("virsh", "-q", "-c", "qemu:///system", "domblklist", domain).stream()
                .map(line -> line.strip().split("\\s+", 2)[1])
                .filter(file -> file.endsWith("/disk"))
                .map(Path::of)
                .findFirst()
                .orElseThrow();
    }

    /** The names of the snapshots in it, of which there may be several with one name. */
    static List<String> snapshots(Path disk) {
        JsonNode told =
                Http.JSON.readTree(Shell.run("qemu-img", "info", "--force-share", "--output=json", disk.toString()));
        List<String> names = new ArrayList<>();
        told.path("snapshots")
                .forEach(snapshot -> names.add(snapshot.path("name").asString()));
        return names;
    }
}

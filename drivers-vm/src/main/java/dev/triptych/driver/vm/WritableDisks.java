package dev.triptych.driver.vm;

import dev.triptych.spi.ByteSize;
import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.WorkloadSpec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Disks for what machines write that run images: each has a file system from the beginning, made without mounting anything,
 * and takes on the host what has been used of it.
 */
final class WritableDisks {
    /** With less there is no room for a journal. */
    private static final ByteSize LEAST = ByteSize.ofMebibytes(16);

    private static final ByteSize MOST = ByteSize.parse("2TiB");
    private static final int BLOCK = 4096;
    private static final int SECTOR = 512;

    private final String tool;

    /** @param tool {@code mkfs.ext4} */
    WritableDisks(String tool) {
        this.tool = tool;
    }

    /** Refuses a size that cannot be, before anything is made. */
    void check(WorkloadSpec spec) {
        ByteSize size = spec.resources().disk();
        if (size == null) {
            return;
        }
        if (size.compareTo(LEAST) < 0 || size.compareTo(MOST) > 0) {
            throw new DriverException(
                    DriverErrorCode.INVALID_SPEC,
                    "resources.disk is " + size + ": what a machine writes that runs an image can have " + LEAST
                            + " to " + MOST);
        }
        if (!HostTools.isOnPath(tool)) {
            throw new DriverException(
                    DriverErrorCode.NOT_SUPPORTED,
                    "resources.disk is not possible here for machines that run images: install e2fsprogs, which has "
                            + tool);
        }
    }

    /** Makes the file, when the machine is to have one. */
    void make(@Nullable ByteSize size, Path file) throws IOException {
        if (size == null) {
            return;
        }
        try (var channel = Files.newByteChannel(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
            channel.position(size.bytes() / BLOCK * BLOCK - 1).write(ByteBuffer.allocate(1));
        }
        // nothing is kept back for root, who is the program; lazily, as nobody else has written there
        HostTools.run(
                List.of(tool, "-q", "-F", "-m", "0", "-E", "root_owner=0:0", file.toString()),
                "the machine's disk cannot be made");
    }

    /** What the file takes of the host's storage, in bytes; the JDK does not tell. */
    static long taken(Path file) {
        String sectors =
                HostTools.read(List.of("stat", "-c", "%b", file.toString()), "the machine's disk cannot be measured");
        return Long.parseLong(sectors.strip()) * SECTOR;
    }
}

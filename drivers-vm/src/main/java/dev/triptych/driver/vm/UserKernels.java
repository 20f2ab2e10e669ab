package dev.triptych.driver.vm;

import dev.triptych.driver.vm.PreparedFiles.Prepared;
import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.Preparation.CacheUse;
import dev.triptych.spi.Source;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Kernels that users bring: checked to be kernels, and copied to where QEMU's user can read them. */
final class UserKernels {
    private static final int MAGIC_AT = 0x202;
    private static final int MAGIC = 0x53726448; // "HdrS" (Documentation/arch/x86/boot.rst)
    private static final int BOOT_FLAG_AT = 0x1FE;
    private static final short BOOT_FLAG = (short) 0xAA55;

    private final PreparedFiles files;

    UserKernels(VmStorage storage) {
        this.files = new PreparedFiles("kernel", storage);
    }

    /** A prepared kernel; {@code initrd} is null when there is none. */
    record UserKernel(Path kernel, @Nullable Path initrd, List<CacheUse> uses) {}

    static void check(Source.KernelBoot source) {
        require(source.kernel(), "kernel");
        if (source.initrd() != null) {
            require(source.initrd(), "initrd");
        }
        ByteBuffer head = head(source.kernel());
        boolean kernel = head.limit() >= MAGIC_AT + Integer.BYTES
                && head.getShort(BOOT_FLAG_AT) == BOOT_FLAG
                && head.getInt(MAGIC_AT) == MAGIC;
        if (!kernel) {
            throw new DriverException(
                    DriverErrorCode.SOURCE_INVALID,
                    "the kernel is not one: an x86 Linux kernel in the bzImage format is needed");
        }
    }

    UserKernel get(Source.KernelBoot source) {
        String name = source.digest().replace(':', '-');
        List<CacheUse> uses = new ArrayList<>();
        Prepared kernel = files.get(name + ".kernel", target -> Files.copy(source.kernel(), target));
        uses.add(kernel.use());
        Path userInitrd = source.initrd();
        if (userInitrd == null) {
            return new UserKernel(kernel.file(), null, uses);
        }
        Prepared initrd = files.get(name + ".initrd", target -> Files.copy(userInitrd, target));
        uses.add(initrd.use());
        return new UserKernel(kernel.file(), initrd.file(), uses);
    }

    private static void require(Path file, String what) {
        if (!Files.isRegularFile(file)) {
            throw new DriverException(
                    DriverErrorCode.SOURCE_NOT_FOUND, "the " + what + " is not there", file.toString(), null);
        }
    }

    private static ByteBuffer head(Path kernel) {
        try (InputStream file = Files.newInputStream(kernel)) {
            return ByteBuffer.wrap(file.readNBytes(1024)).order(ByteOrder.LITTLE_ENDIAN);
        } catch (IOException failure) {
            throw VmStorage.failure("the kernel cannot be read", failure);
        }
    }
}

package dev.triptych.driver.vm;

import dev.triptych.driver.vm.PreparedFiles.Prepared;
import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.KindOptions.Profile;
import dev.triptych.spi.WorkloadSpec;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.commons.compress.archivers.cpio.CpioArchiveEntry;
import org.apache.commons.compress.archivers.cpio.CpioArchiveOutputStream;
import org.apache.commons.compress.archivers.cpio.CpioConstants;

/**
 * The kernel that runs images, and the initrd with our init and those modules of the kernel that it needs. The kernel
 * comes from the host's set-up; init comes with this driver.
 */
final class GuestBoot {
    private static final String INIT = "init";
    private static final Set<String> NEEDED = Set.of(
            "virtio_ring",
            "virtio",
            "virtio_pci_legacy_dev",
            "virtio_pci_modern_dev",
            "virtio_pci",
            "virtio_blk",
            "failover",
            "net_failover",
            "virtio_net",
            "overlay",
            "squashfs");
    /** Besides, for machines that see directories of the host; loading them takes its time. */
    private static final Set<String> NEEDED_BY_SHARES = Set.of("fuse", "virtiofs");
    /** Besides, for machines with a disk to write to; many kernels have them built in. */
    private static final Set<String> NEEDED_BY_DISK = Set.of("crc16", "mbcache", "jbd2", "ext4");

    /**
     * The console is for the kernel's bad news only. A panic ends the machine. The kernel's crypto self-tests take a
     * tenth of an emulated boot and prove nothing about this machine. Its look at whether the timer ticks in time fails, and
     * panics, when the host has no time for an emulated machine just then.
     */
    private static final String CMDLINE = "console=ttyS0 quiet panic=-1 cryptomgr.notests no_timer_check";

    /**
     * What the micro profile goes without: probes in the kernel's code, a clock chip, a keyboard, the keys that sign modules,
     * and a self-test. A name that a kernel does not have is passed over.
     */
    private static final String NOT_BEGUN =
            "initcall_blacklist=init_kprobe_trace,crypto_kdf108_init,cmos_init,i8042_init,"
                    + "load_system_certificate_list";

    /** With one processor the kernel rewrites its locks to go without; an emulated one is slow at that. */
    private static final String AS_COMPILED = "noreplace-smp";

    /**
     * The kernel measures the timer of its processor for a tenth of a second of real time. An emulated machine with one processor
     * does as well with the timer of its board; one that KVM runs does not measure.
     */
    private static final String TIMER_OF_THE_BOARD = "nolapic_timer";

    private final Path folder;
    private final PreparedFiles initrds;
    private final PreparedFiles kernels;
    private final Map<Needs, Known> known = new ConcurrentHashMap<>();

    GuestBoot(Path folder, VmStorage storage) {
        this.folder = folder;
        this.initrds = new PreparedFiles("initrd", storage);
        this.kernels = new PreparedFiles("guest-kernel", storage);
    }

    static String cmdline(Profile profile, Accelerator accelerator, int cpus) {
        return switch (profile) {
            case STANDARD -> CMDLINE;
            case MICRO ->
                accelerator == Accelerator.TCG && cpus == 1
                        ? String.join(" ", CMDLINE, NOT_BEGUN, AS_COMPILED, TIMER_OF_THE_BOARD)
                        : String.join(" ", CMDLINE, NOT_BEGUN, AS_COMPILED);
        };
    }

    private Path packedKernel() {
        return folder.resolve("vmlinuz");
    }

    /** The kernel in the form that comes up fastest. */
    Prepared kernel() {
        try {
            BasicFileAttributes packed = Files.readAttributes(packedKernel(), BasicFileAttributes.class);
            String name = release() + "-" + packed.size() + "-"
                    + packed.lastModifiedTime().toMillis();
            return kernels.get(name, this::unpackKernel);
        } catch (NoSuchFileException missing) {
            throw notInstalled(missing);
        } catch (IOException failure) {
            throw VmStorage.failure("the guests' kernel cannot be read", failure);
        }
    }

    private void unpackKernel(Path target) throws IOException {
        byte[] packed = Files.readAllBytes(packedKernel());
        boolean unpacked;
        try (OutputStream file = Files.newOutputStream(target)) {
            unpacked = KernelImage.unpack(packed, file);
        }
        if (!unpacked) {
            Files.write(target, packed); // packed in a way that is not known here: the guest unpacks it
        }
    }

    /** The kernel's release; empty when there is no kernel. */
    String release() {
        try {
            return Files.isReadable(packedKernel())
                    ? Files.readString(folder.resolve("release")).strip()
                    : "";
        } catch (IOException incomplete) {
            return "";
        }
    }

    /**
     * What an initrd depends on.
     *
     * @param shares whether the machine sees directories of the host
     * @param disk whether it has a disk to write to
     */
    record Needs(boolean shares, boolean disk, Profile profile) {
        static Needs of(WorkloadSpec spec) {
            return new Needs(!spec.mounts().isEmpty(), spec.resources().disk() != null, MachinePlanner.profile(spec));
        }

        private boolean include(String module) {
            return NEEDED.contains(module)
                    || (shares && NEEDED_BY_SHARES.contains(module))
                    || (disk && NEEDED_BY_DISK.contains(module));
        }
    }

    Prepared initrd(Needs needs) {
        try {
            FileTime list = Files.getLastModifiedTime(folder.resolve("modules.list"));
            Known last = known.get(needs);
            if (last != null && last.list().equals(list)) {
                return initrds.get(last.name(), target -> Files.write(target, archive(needs)));
            }
            byte[] archive = archive(needs);
            Known fresh = new Known(list, digest(archive) + ".cpio");
            known.put(needs, fresh);
            return initrds.get(fresh.name(), target -> Files.write(target, archive));
        } catch (NoSuchFileException missing) {
            throw notInstalled(missing);
        } catch (IOException failure) {
            throw VmStorage.failure("the machine's initrd cannot be prepared", failure);
        }
    }

    /** The initrd's name for a list of modules, so that not every start reads and hashes them all. */
    private record Known(FileTime list, String name) {}

    private static DriverException notInstalled(NoSuchFileException missing) {
        return new DriverException(
                DriverErrorCode.BACKEND_UNAVAILABLE,
                "the guests' kernel is not installed; run the host set-up",
                String.valueOf(missing.getMessage()),
                missing);
    }

    private byte[] archive(Needs needs) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        write(bytes, needs);
        return bytes.toByteArray();
    }

    private void write(OutputStream target, Needs needs) throws IOException {
        List<String> modules = modules(needs);
        try (CpioArchiveOutputStream archive = new CpioArchiveOutputStream(target)) {
            folder(archive, "modules");
            file(archive, INIT, 0755, init());
            for (String module : modules) {
                byte[] content = Files.readAllBytes(folder.resolve("modules").resolve(module));
                file(
                        archive,
                        "modules/" + module,
                        0644,
                        needs.profile() == Profile.MICRO ? KernelModule.trimmed(content) : content);
            }
            file(archive, "modules/order", 0644, order(modules));
        }
    }

    /** What init needs and this kernel does not have built in, in an order in which each can be loaded. */
    private List<String> modules(Needs needs) throws IOException {
        List<String> modules = new ArrayList<>();
        for (String name : Files.readAllLines(folder.resolve("modules.list"))) {
            if (needs.include(name.strip())) {
                modules.add(name.strip() + ".ko");
            }
        }
        return modules;
    }

    private static byte[] order(List<String> modules) {
        return (String.join("\n", modules) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] init() throws IOException {
        try (InputStream init = GuestBoot.class.getResourceAsStream(INIT)) {
            if (init == null) {
                throw new DriverException(DriverErrorCode.DEFECT, "the driver was built without its guests' init");
            }
            return init.readAllBytes();
        }
    }

    private static void folder(CpioArchiveOutputStream archive, String name) throws IOException {
        CpioArchiveEntry entry = new CpioArchiveEntry(name);
        entry.setMode(CpioConstants.C_ISDIR | 0755);
        archive.putArchiveEntry(entry);
        archive.closeArchiveEntry();
    }

    private static void file(CpioArchiveOutputStream archive, String name, int mode, byte[] content)
            throws IOException {
        CpioArchiveEntry entry = new CpioArchiveEntry(name, content.length);
        entry.setMode(CpioConstants.C_ISREG | mode);
        archive.putArchiveEntry(entry);
        archive.write(content);
        archive.closeArchiveEntry();
    }

    private static String digest(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}

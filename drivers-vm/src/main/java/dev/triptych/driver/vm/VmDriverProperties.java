package dev.triptych.driver.vm;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the VM driver.
 *
 * @param enabled whether this host runs virtual machines at all
 * @param uri where libvirt is
 * @param accelerator what guests are run with; {@code kvm} and {@code tcg} overrule what the host seems to offer
 * @param directory where the machines' files are kept; QEMU's user must be able to reach it. When not set:
 *     {@code /var/lib/triptych/vm} where that can be written, else {@code vm} below the home directory
 * @param kernelDirectory the guests' kernel, {@code vmlinuz}, with {@code modules/} and {@code modules.list}
 * @param firmware a small firmware for machines that run images; the usual one is taken where it is missing
 * @param network the libvirt network that machines are attached to
 * @param callTimeout the deadline of every call but {@code prepare}
 * @param prepareTimeout the deadline of {@code prepare}, which may have to convert a large image
 * @param acknowledgeTimeout how long a machine whose program ended waits for the last figures to be taken
 * @param squashfsTool the program that turns a tar stream into a squashfs
 * @param diskTool the program that makes a machine's own disk over that of its image
 * @param seedTool the program that writes what a system on a disk is told
 * @param fileSystemTool the program that makes a file system for what a machine writes that runs an image
 * @param uefiCode the firmware of machines that ask for UEFI
 * @param uefiVariables what that firmware remembers at first
 */
@ConfigurationProperties("triptych.vm")
public record VmDriverProperties(
        @DefaultValue("true") boolean enabled,
        @DefaultValue("qemu:///system") String uri,
        @DefaultValue("auto") AcceleratorChoice accelerator,
        @Nullable Path directory,
        @DefaultValue("/var/lib/triptych/kernel") Path kernelDirectory,
        @DefaultValue("/usr/share/qemu/qboot.rom") Path firmware,
        @DefaultValue("triptych") String network,
        @DefaultValue("60s") Duration callTimeout,
        @DefaultValue("10m") Duration prepareTimeout,
        @DefaultValue("2s") Duration acknowledgeTimeout,
        @DefaultValue("sqfstar") String squashfsTool,
        @DefaultValue("qemu-img") String diskTool,
        @DefaultValue("xorriso") String seedTool,
        @DefaultValue("mkfs.ext4") String fileSystemTool,
        @DefaultValue("/usr/share/OVMF/OVMF_CODE_4M.fd") Path uefiCode,
        @DefaultValue("/usr/share/OVMF/OVMF_VARS_4M.fd") Path uefiVariables) {

    private static final Path SHARED = Path.of("/var/lib/triptych");

    Path directoryOr(Path home) {
        if (directory != null) {
            return directory;
        }
        boolean shared = Files.isWritable(Files.exists(SHARED) ? SHARED : SHARED.getParent());
        return shared ? SHARED.resolve("vm") : home.resolve("vm");
    }
}

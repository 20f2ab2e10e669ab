package dev.triptych.driver.vm;

import dev.triptych.spi.CpuWeight;
import dev.triptych.spi.IoLimits;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A machine as libvirt is to define it, decided in every detail.
 *
 * @param processors its processors and what it may have of the host's
 * @param initrd null when a kernel of the user's own needs none
 * @param kernel null when the machine boots from a disk
 * @param image null when a kernel of the user's own or a disk is booted; then there is no seed for our init and no second
 *     port either
 * @param disk null when a kernel or an image is booted
 * @param shares directories of the host that it sees
 * @param io of all its disks together; null for no bound
 */
record DomainDescription(
        DomainMark mark,
        UUID uuid,
        String mac,
        String network,
        long memoryBytes,
        Processors processors,
        @Nullable Path kernel,
        @Nullable Path initrd,
        String cmdline,
        SerialPort console,
        @Nullable ImageDisks image,
        @Nullable BootDisk disk,
        List<Shares.Share> shares,
        @Nullable IoLimits io) {
    DomainDescription {
        shares = List.copyOf(shares);
    }

    /** What is shared with nobody, and whose disks nobody bounds. */
    DomainDescription(
            DomainMark mark,
            UUID uuid,
            String mac,
            String network,
            long memoryBytes,
            Processors processors,
            @Nullable Path kernel,
            @Nullable Path initrd,
            String cmdline,
            SerialPort console,
            @Nullable ImageDisks image,
            @Nullable BootDisk disk) {
        this(
                mark,
                uuid,
                mac,
                network,
                memoryBytes,
                processors,
                kernel,
                initrd,
                cmdline,
                console,
                image,
                disk,
                List.of(),
                null);
    }

    /**
     * Processors.
     *
     * @param quota processor time in microseconds per 100 ms of all processors together; null for no limit
     * @param weight null for the usual one
     */
    record Processors(
            int count, @Nullable Long quota, @Nullable CpuWeight weight) {}

    /**
     * A serial port that somebody may be connected to or nobody.
     *
     * @param log has all that the machine writes to it
     */
    record SerialPort(Path socket, Path log) {}

    /**
     * What a machine has that runs an image.
     *
     * @param firmware a small firmware that does no more than boot a kernel; null for the machine's usual one
     * @param root shared by all machines of one image
     * @param written what lasts of what the machine writes; null when that goes to its memory
     * @param channel the second serial port
     * @param micro whether it has no more than it needs
     */
    record ImageDisks(
            @Nullable Path firmware,
            Path root,
            Path seed,
            @Nullable Path written,
            SerialPort channel,
            boolean micro) {}

    /**
     * The disk that a machine boots from.
     *
     * @param own what the machine writes to, in QEMU's format
     * @param image what is below it, shared by all machines of one image
     * @param imageFormat in libvirt's words
     * @param seed what its system is told; null for nothing
     * @param uefi null for BIOS
     * @param display whether the machine has a screen, a keyboard and a pointing device
     */
    record BootDisk(
            Path own,
            Path image,
            String imageFormat,
            @Nullable Path seed,
            @Nullable Uefi uefi,
            boolean display) {}

    /**
     * UEFI's files.
     *
     * @param template what {@code variables} begins with
     */
    record Uefi(Path code, Path template, Path variables) {}
}

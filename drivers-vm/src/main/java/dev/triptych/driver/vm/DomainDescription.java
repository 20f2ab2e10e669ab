package dev.triptych.driver.vm;

import java.nio.file.Path;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A machine as libvirt is to define it, decided in every detail.
 *
 * @param cpuQuota processor time in microseconds per 100 ms of all processors together; null for no limit
 * @param initrd null when a kernel of the user's own needs none
 * @param image null when a kernel of the user's own is booted; then there is no seed and no second port either
 */
record DomainDescription(
        DomainMark mark,
        UUID uuid,
        String mac,
        String network,
        long memoryBytes,
        int cpus,
        @Nullable Long cpuQuota,
        Path kernel,
        @Nullable Path initrd,
        String cmdline,
        Path consoleLog,
        @Nullable ImageDisks image) {

    /**
     * What a machine has that runs an image.
     *
     * @param firmware a small firmware that does no more than boot a kernel; null for the machine's usual one
     * @param root shared by all machines of one image
     * @param channel the socket behind the second serial port
     */
    record ImageDisks(@Nullable Path firmware, Path root, Path seed, Path channel, Path frameLog) {}
}

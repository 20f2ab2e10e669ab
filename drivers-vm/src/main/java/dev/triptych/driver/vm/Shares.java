package dev.triptych.driver.vm;

import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.KindOptions.CloudInit;
import dev.triptych.spi.Mount;
import dev.triptych.spi.Source;
import dev.triptych.spi.WorkloadSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Directories of the host that a machine sees, by virtiofs: a process of the host's, started by libvirt for each of them,
 * answers the guest's requests from within the directory alone.
 */
final class Shares {
    /** Where the distributions put the process's program; libvirt finds it by itself. */
    private static final List<Path> PROGRAMS = List.of(
            Path.of("/usr/libexec/virtiofsd"), Path.of("/usr/lib/qemu/virtiofsd"), Path.of("/usr/bin/virtiofsd"));

    private Shares() {}

    /**
     * One share.
     *
     * @param tag what the guest asks for
     * @param path where the guest sees it
     */
    record Share(String tag, Path directory, String path, boolean readOnly) {
        /** For the guest's init (src/main/c/share.c reads it). */
        String told() {
            return (readOnly ? "ro" : "rw") + ":" + tag + ":" + path;
        }
    }

    static List<Share> of(WorkloadSpec spec) {
        List<Share> shares = new ArrayList<>();
        for (Mount mount : spec.mounts()) {
            shares.add(new Share("volume" + shares.size(), mount.directory(), mount.guestPath(), mount.readOnly()));
        }
        return List.copyOf(shares);
    }

    static boolean possible() {
        return PROGRAMS.stream().anyMatch(Files::isExecutable);
    }

    /** Refuses what no machine here can mount. */
    static void check(WorkloadSpec spec) {
        if (spec.mounts().isEmpty()) {
            return;
        }
        if (!possible()) {
            throw notSupported("a virtual machine cannot mount volumes here: install virtiofsd");
        }
        Set<Path> directories = new HashSet<>();
        if (!spec.mounts().stream().map(Mount::directory).allMatch(directories::add)) {
            throw new DriverException(
                    DriverErrorCode.INVALID_SPEC,
                    "a virtual machine mounts a volume once: leave out the other mounts of it");
        }
        if (spec.source() instanceof Source.KernelBoot) {
            throw notSupported("a kernel of your own has nobody who would mount volumes; use an image, or a disk with"
                    + " cloud-init");
        }
        CloudInit told = CloudInitSeed.of(spec);
        if (spec.source() instanceof Source.Disk && (told == null || told.userData() != null)) {
            throw notSupported("the system on a disk is told by cloud-init what to mount: add"
                    + " \"vm\": {\"cloudInit\": {}} if the image has that, and leave out userData");
        }
    }

    private static DriverException notSupported(String message) {
        return new DriverException(DriverErrorCode.NOT_SUPPORTED, message);
    }
}

package dev.triptych.driver.vm;

import dev.triptych.driver.vm.PreparedFiles.Prepared;
import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.KindOptions.CloudInit;
import dev.triptych.spi.KindOptions.Firmware;
import dev.triptych.spi.KindOptions.Graphics;
import dev.triptych.spi.KindOptions.VmOptions;
import dev.triptych.spi.Source;
import dev.triptych.spi.WorkloadSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * Disks that machines boot from. Each machine writes to a disk of its own over that of its image, which many share. The
 * format of an image comes from its record and is said to every program, so that none looks for it in bytes that a guest
 * or a stranger wrote.
 */
final class DiskImages {
    private static final int SECTOR = 512;
    private static final int TRIES = 3;
    /** How long an image stays that no machine has any more; the next one then need not wait for a copy. */
    private static final Duration KEPT = Duration.ofHours(1);

    private static final System.Logger LOG = System.getLogger(DiskImages.class.getName());

    private final PreparedFiles images;
    private final Clock clock;
    private final String tool;
    private final CloudInitSeed seeds;
    private final Path uefiCode;
    private final Path uefiVariables;

    DiskImages(VmStorage storage, VmDriverProperties properties, Clock clock) {
        this.clock = clock;
        this.images = new PreparedFiles("disk", storage);
        this.tool = properties.diskTool();
        this.seeds = new CloudInitSeed(properties.seedTool());
        this.uefiCode = properties.uefiCode();
        this.uefiVariables = properties.uefiVariables();
    }

    /** Refuses what no machine here can boot, before anything is made. */
    void check(WorkloadSpec spec, Source.Disk source) {
        if (!Files.isRegularFile(source.file())) {
            throw new DriverException(
                    DriverErrorCode.SOURCE_NOT_FOUND,
                    "the disk image is not there",
                    source.file().toString(),
                    null);
        }
        if (!HostTools.isOnPath(tool)) {
            throw notHere("a machine cannot boot from a disk here: install qemu-utils, which has " + tool);
        }
        if (firmware(spec) == Firmware.UEFI && !(Files.isReadable(uefiCode) && Files.isReadable(uefiVariables))) {
            throw notHere("vm.firmware uefi is not possible here: install ovmf, or set triptych.vm.uefi-code and "
                    + "triptych.vm.uefi-variables (" + uefiCode + " is not there)");
        }
        if (size(spec, source) < source.size().bytes()) {
            throw new DriverException(
                    DriverErrorCode.INVALID_SPEC,
                    "resources.disk is " + spec.resources().disk() + " and the disk in the image has " + source.size()
                            + ": a disk can be made larger only");
        }
        if (spec.program().stdin().length > 0) {
            throw notHere("a machine that boots from a disk has nobody to give stdin to");
        }
        seeds.check(spec);
    }

    private static DriverException notHere(String message) {
        return new DriverException(DriverErrorCode.NOT_SUPPORTED, message);
    }

    static Firmware firmware(WorkloadSpec spec) {
        return spec.options() instanceof VmOptions options ? options.firmware() : Firmware.BIOS;
    }

    static boolean hasDisplay(WorkloadSpec spec) {
        return spec.options() instanceof VmOptions options && options.graphics() == Graphics.DISPLAY;
    }

    /** How large the machine's own disk is, in bytes: as wanted or as its image, in whole sectors. */
    private static long size(WorkloadSpec spec, Source.Disk source) {
        long bytes = spec.resources().disk() == null
                ? source.size().bytes()
                : spec.resources().disk().bytes();
        return (bytes + SECTOR - 1) / SECTOR * SECTOR;
    }

    /** The image where QEMU's user can read it. */
    Prepared get(Source.Disk source) {
        return images.get(source.digest().replace(':', '-'), target -> Files.copy(source.file(), target));
    }

    DomainDescription.BootDisk describe(WorkloadSpec spec, Source.Disk source, MachineFiles files) {
        return new DomainDescription.BootDisk(
                files.disk(),
                files.image(),
                word(source.format()),
                CloudInitSeed.of(spec) == null ? null : files.seed(),
                firmware(spec) == Firmware.UEFI
                        ? new DomainDescription.Uefi(uefiCode, uefiVariables, files.firmwareVariables())
                        : null,
                hasDisplay(spec));
    }

    /** Makes the machine's own files. The image's bytes are not even opened: format and size are on record. */
    void makeOwn(WorkloadSpec spec, Source.Disk source, DomainDescription.BootDisk disk, MachineFiles files)
            throws IOException {
        share(source, disk.image());
        HostTools.run(
                List.of(
                        tool,
                        "create",
                        "-q",
                        "-u",
                        "-f",
                        "qcow2",
                        "-F",
                        disk.imageFormat(),
                        "-b",
                        disk.image().toString(),
                        disk.own().toString(),
                        Long.toString(size(spec, source))),
                "the machine's disk cannot be made");
        Files.setPosixFilePermissions(disk.own(), PosixFilePermissions.fromString("rw-------"));
        CloudInit told = CloudInitSeed.of(spec);
        if (told != null) {
            seeds.write(spec, told, files);
        }
    }

    /** One more name for the image's file, so that it is told from one that no machine has. */
    private void share(Source.Disk source, Path name) throws IOException {
        for (int left = TRIES - 1; ; left--) {
            Path image = get(source).file();
            try {
                images.touch(image, clock.instant());
                Files.createLink(name, image);
                return;
            } catch (NoSuchFileException swept) {
                if (left == 0) {
                    throw swept;
                }
            }
        }
    }

    /** Deletes images that no machine has had for a while. */
    void sweep() {
        try {
            images.sweep(clock.instant().minus(KEPT));
        } catch (IOException later) {
            LOG.log(System.Logger.Level.WARNING, "disk images that nobody needs could not be removed", later);
        }
    }

    private static String word(Source.DiskFormat format) {
        return format.name().toLowerCase(Locale.ROOT);
    }
}

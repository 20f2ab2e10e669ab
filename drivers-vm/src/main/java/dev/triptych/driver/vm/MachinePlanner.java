package dev.triptych.driver.vm;

import dev.triptych.driver.vm.DomainDescription.SerialPort;
import dev.triptych.spi.ByteSize;
import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.InstallationId;
import dev.triptych.spi.KindOptions.Firmware;
import dev.triptych.spi.KindOptions.Profile;
import dev.triptych.spi.KindOptions.VmOptions;
import dev.triptych.spi.Source;
import dev.triptych.spi.WorkloadSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Decides what machine a description means, and refuses what no machine here can be. Asks nobody. */
final class MachinePlanner {
    /** What a kernel needs to come up at all. */
    static final ByteSize LEAST_MEMORY = ByteSize.ofMebibytes(64);

    private static final int LONGEST_CMDLINE = 2047; // COMMAND_LINE_SIZE of x86, less the end
    private static final long QUOTA_PERIOD_MICROS = 100_000;
    private static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private final InstallationId installation;
    private final VmStorage storage;
    private final Accelerator accelerator;
    private final String network;
    private final @Nullable Path firmware;
    private final Capacity capacity;
    private final DiskImages disks;
    private final WritableDisks writable;

    MachinePlanner(
            InstallationId installation,
            VmStorage storage,
            Accelerator accelerator,
            VmDriverProperties properties,
            Capacity capacity,
            DiskImages disks) {
        this.installation = installation;
        this.storage = storage;
        this.accelerator = accelerator;
        this.network = properties.network();
        this.firmware = Files.isReadable(properties.firmware()) ? properties.firmware() : null;
        this.capacity = capacity;
        this.disks = disks;
        this.writable = new WritableDisks(properties.fileSystemTool());
    }

    /** What the host has. */
    record Capacity(int cpus, ByteSize memory) {}

    /** The files that a machine boots from; which of them are null goes by its source. */
    record BootFiles(
            @Nullable Path kernel,
            @Nullable Path initrd,
            @Nullable Path root,
            @Nullable Path disk) {
        /** For a description that nothing is made of. */
        static BootFiles placeholders(Source source) {
            return source instanceof Source.Disk
                    ? new BootFiles(null, null, null, Path.of("disk"))
                    : new BootFiles(Path.of("kernel"), Path.of("initrd"), Path.of("root"), null);
        }
    }

    /** Refuses what cannot be run, before anything is made. */
    void check(WorkloadSpec spec) {
        checkCommon(spec);
        switch (spec.source()) {
            case Source.KernelBoot kernel -> checkKernel(spec, kernel);
            case Source.RootFilesystem image -> checkImage(spec, image);
            case Source.Disk disk -> disks.check(spec, disk);
            case Source.ContainerImage other -> throw mismatch();
            case Source.WasmModule other -> throw mismatch();
            case Source.WasmImage other -> throw mismatch();
        }
    }

    private static DriverException mismatch() {
        return new DriverException(
                DriverErrorCode.SOURCE_MISMATCH,
                "a virtual machine boots an image, a disk or a kernel; give it one of these");
    }

    private void checkCommon(WorkloadSpec spec) {
        Shares.check(spec);
        DiskRates.check(spec);
        if (spec.ports().stream().anyMatch(port -> port.publication() != null)) {
            throw notSupported(
                    "a virtual machine's ports are not published by its driver; its own address leads to them");
        }
        if (spec.resources().memory().compareTo(LEAST_MEMORY) < 0) {
            throw invalid("a virtual machine needs at least " + LEAST_MEMORY + " of memory, for its kernel alone");
        }
        if (spec.resources().memory().compareTo(capacity.memory()) > 0) {
            throw new DriverException(
                    DriverErrorCode.CAPACITY_EXCEEDED,
                    "the machine wants " + spec.resources().memory() + " of memory, and this host has "
                            + capacity.memory());
        }
        if (cpus(spec) > capacity.cpus()) {
            throw new DriverException(
                    DriverErrorCode.CAPACITY_EXCEEDED,
                    "the machine wants " + cpus(spec) + " processors, and this host has " + capacity.cpus());
        }
        refuseOptions(spec);
        XmlText.checked("name", spec.name());
    }

    private static void refuseOptions(WorkloadSpec spec) {
        boolean forDisks = DiskImages.firmware(spec) != Firmware.BIOS
                || CloudInitSeed.of(spec) != null
                || DiskImages.hasDisplay(spec);
        if (forDisks && !(spec.source() instanceof Source.Disk)) {
            throw notSupported("vm.firmware, vm.cloudInit and vm.graphics are for machines that boot from a disk");
        }
        if (spec.resources().disk() != null && spec.source() instanceof Source.KernelBoot) {
            throw notSupported(
                    "resources.disk is for machines that boot from a disk or run an image; a kernel of your own has"
                            + " nobody who would use it");
        }
        if (profile(spec) == Profile.MICRO && !(spec.source() instanceof Source.RootFilesystem)) {
            throw notSupported(
                    "vm.profile micro is for machines that run an image: a system on a disk and a kernel of your"
                            + " own come up in their own way; use standard");
        }
    }

    static Profile profile(WorkloadSpec spec) {
        return spec.options() instanceof VmOptions options ? options.profile() : Profile.STANDARD;
    }

    private static void checkKernel(WorkloadSpec spec, Source.KernelBoot source) {
        UserKernels.check(source);
        boolean given = !spec.program().args().isEmpty()
                || spec.program().stdin().length > 0
                || spec.program().env().keySet().stream().anyMatch(name -> !name.equals("PORT"));
        if (given) {
            throw notSupported(
                    "a kernel takes its settings from cmdline; args, env and stdin need an image as the source");
        }
        if (source.cmdline().length() > LONGEST_CMDLINE
                || source.cmdline().codePoints().anyMatch(c -> c < ' ')) {
            throw invalid("a kernel's cmdline is one line of at most " + LONGEST_CMDLINE + " characters");
        }
        XmlText.checked("cmdline", source.cmdline());
    }

    private void checkImage(WorkloadSpec spec, Source.RootFilesystem source) {
        writable.check(spec);
        if (profile(spec) == Profile.MICRO && firmware == null) {
            throw notSupported("vm.profile micro needs qboot, which is not here: install qemu-system-data, or set"
                    + " triptych.vm.firmware");
        }
        String platform = source.config().platform();
        if (!platform.equals("linux/amd64")) {
            throw new DriverException(
                    DriverErrorCode.SOURCE_INVALID,
                    "the image is for " + platform + ", and this host's machines are linux/amd64");
        }
        if (command(spec, source).isEmpty()) {
            throw invalid("the image names no program and the workload has no args: there is nothing to run");
        }
        boolean nul = command(spec, source).stream().anyMatch(text -> text.indexOf('\0') >= 0)
                || environment(spec, source).entrySet().stream()
                        .anyMatch(entry -> (entry.getKey() + entry.getValue()).indexOf('\0') >= 0);
        if (nul) {
            throw invalid("args and env cannot hold NUL");
        }
    }

    DomainMark mark(WorkloadSpec spec) {
        return new DomainMark(
                installation,
                spec.key(),
                spec.name(),
                accelerator,
                spec.ports(),
                spec.network().egress());
    }

    DomainDescription describe(WorkloadSpec spec, BootFiles boot) {
        DomainIdentity identity = DomainIdentity.of(installation, spec.key());
        MachineFiles files = storage.machine(spec.key());
        double wanted = spec.resources().cpus();
        int cpus = cpus(spec);
        return new DomainDescription(
                mark(spec),
                identity.uuid(),
                identity.mac(),
                network,
                spec.resources().memory().bytes(),
                new DomainDescription.Processors(
                        cpus,
                        wanted < cpus ? Math.max(1000, Math.round(wanted * QUOTA_PERIOD_MICROS)) : null,
                        spec.resources().cpuWeight()),
                boot.kernel(),
                boot.initrd(),
                cmdline(spec),
                new SerialPort(files.consolePort(), files.console()),
                spec.source() instanceof Source.RootFilesystem && boot.root() != null
                        ? new DomainDescription.ImageDisks(
                                firmware,
                                boot.root(),
                                files.seed(),
                                spec.resources().disk() == null ? null : files.written(),
                                new SerialPort(files.channel(), files.frames()),
                                profile(spec) == Profile.MICRO)
                        : null,
                spec.source() instanceof Source.Disk disk && boot.disk() != null
                        ? disks.describe(spec, disk, files)
                        : null,
                Shares.of(spec),
                spec.resources().io());
    }

    private String cmdline(WorkloadSpec spec) {
        return switch (spec.source()) {
            case Source.KernelBoot kernel -> kernel.cmdline();
            case Source.Disk _ -> "";
            case Source.RootFilesystem _, Source.ContainerImage _, Source.WasmModule _, Source.WasmImage _ ->
                GuestBoot.cmdline(profile(spec), accelerator, cpus(spec));
        };
    }

    static Seed seed(
            WorkloadSpec spec, Source.RootFilesystem source, byte[] secret, byte[] address, int acknowledgeMillis) {
        return new Seed(
                address,
                acknowledgeMillis,
                secret,
                spec.name(),
                source.config().user(),
                source.config().workingDirectory(),
                command(spec, source),
                environment(spec, source),
                spec.program().stdin(),
                Shares.of(spec).stream().map(Shares.Share::told).toList(),
                spec.resources().disk() != null,
                "");
    }

    private static List<String> command(WorkloadSpec spec, Source.RootFilesystem source) {
        List<String> command = new ArrayList<>(source.config().entrypoint());
        command.addAll(
                spec.program().args().isEmpty()
                        ? source.config().command()
                        : spec.program().args());
        return command;
    }

    private static Map<String, String> environment(WorkloadSpec spec, Source.RootFilesystem source) {
        Map<String, String> environment = new TreeMap<>(Map.of("PATH", PATH));
        environment.put("HOSTNAME", spec.name());
        environment.putAll(source.config().env());
        environment.putAll(spec.program().env());
        return environment;
    }

    private static int cpus(WorkloadSpec spec) {
        return (int) Math.ceil(spec.resources().cpus());
    }

    private static DriverException invalid(String message) {
        return new DriverException(DriverErrorCode.INVALID_SPEC, message);
    }

    private static DriverException notSupported(String message) {
        return new DriverException(DriverErrorCode.NOT_SUPPORTED, message);
    }
}

package dev.triptych.spi;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What only one kind has. A driver is given the options of its own kind. */
public sealed interface KindOptions {

    /**
     * Options of a machine. A driver refuses those that its source does not know: firmware and cloud-init are for machines that
     * boot from a disk, the micro profile for those that run an image.
     *
     * @param cloudInit what the system on the disk is told; null for nothing
     * @param graphics what it shows besides its console
     */
    record VmOptions(Firmware firmware, @Nullable CloudInit cloudInit, Profile profile, Graphics graphics)
            implements KindOptions {
        /** The usual firmware, nothing told, the standard machine, and nothing shown. */
        public static final VmOptions DEFAULT = new VmOptions(Firmware.BIOS, null);

        /** A part that an older record does not have is the default. */
        public VmOptions {
            profile = Objects.requireNonNullElse(profile, Profile.STANDARD);
            graphics = Objects.requireNonNullElse(graphics, Graphics.NONE);
        }

        /** The standard machine, without graphics. */
        public VmOptions(Firmware firmware, @Nullable CloudInit cloudInit) {
            this(firmware, cloudInit, Profile.STANDARD);
        }

        /** Without graphics. */
        public VmOptions(Firmware firmware, @Nullable CloudInit cloudInit, Profile profile) {
            this(firmware, cloudInit, profile, Graphics.NONE);
        }
    }

    /** What a machine is made of. */
    enum Profile {
        /** What systems expect. */
        STANDARD,
        /** No more than an image's program needs, to be ready sooner. */
        MICRO
    }

    /** How a machine is seen and used by somebody in front of it. */
    enum Graphics {
        NONE,
        /** A screen, a keyboard and a pointing device, reached by {@link DisplayAccess}. */
        DISPLAY
    }

    /** What a machine runs before its disk. */
    enum Firmware {
        BIOS,
        UEFI
    }

    /**
     * What a system on a disk is told by cloud-init, beside the workload's name as its host name, its arguments and its
     * environment.
     *
     * @param user a login that may become root without a password; null for the image's own
     * @param sshKeys lines of an {@code authorized_keys} file, for that login
     * @param userData the whole of the user data, in the place of all that would be made; null to have it made
     */
    record CloudInit(
            @Nullable String user,
            List<String> sshKeys,
            List<SeedFile> files,
            @Nullable String userData) {
        public CloudInit {
            sshKeys = List.copyOf(sshKeys);
            files = List.copyOf(files);
        }
    }

    /**
     * A file in a system on a disk, written when it comes up for the first time.
     *
     * @param path absolute
     * @param mode octal, such as {@code 0644}
     */
    record SeedFile(String path, String content, String mode) {}

    /**
     * Options of a container.
     *
     * @param runtime the OCI runtime by its name; null for the backend's default
     * @param platform the image's, as {@code os/architecture}; null for the host's own
     * @param program what is to be otherwise than its image says
     * @param confinement what it may do
     * @param tmpfs folders in memory
     */
    record ContainerOptions(
            @Nullable String runtime,
            @Nullable String platform,
            ContainerProgram program,
            Confinement confinement,
            List<Tmpfs> tmpfs)
            implements KindOptions {
        /** The backend's own runtime and platform, the image's program, and the driver's confinement. */
        public static final ContainerOptions DEFAULT = new ContainerOptions(null, null);

        /** Parts that an older record does not have are the defaults. */
        public ContainerOptions {
            program = Objects.requireNonNullElse(program, ContainerProgram.OF_IMAGE);
            confinement = Objects.requireNonNullElse(confinement, Confinement.DEFAULT);
            tmpfs = tmpfs == null ? List.of() : List.copyOf(tmpfs);
        }

        /** The image's program and the driver's confinement. */
        public ContainerOptions(@Nullable String runtime, @Nullable String platform) {
            this(runtime, platform, ContainerProgram.OF_IMAGE, Confinement.DEFAULT, List.of());
        }
    }

    /**
     * What of a container's program is otherwise than its image says.
     *
     * @param entrypoint in the place of the image's, which then also loses its default arguments; empty for the image's
     * @param user name or number, optionally with {@code :group}; null for the image's
     * @param workingDirectory absolute; null for the image's
     * @param healthCheckIgnored whether the health check of the image is not to be made
     */
    record ContainerProgram(
            List<String> entrypoint,
            @Nullable String user,
            @Nullable String workingDirectory,
            boolean healthCheckIgnored) {
        /** All as the image says. */
        public static final ContainerProgram OF_IMAGE = new ContainerProgram(List.of(), null, null, false);

        public ContainerProgram {
            entrypoint = List.copyOf(entrypoint);
        }
    }

    /**
     * What a container may do. A driver refuses what its own configuration does not allow.
     *
     * @param readOnlyRoot whether its root file system is not to be written to
     * @param addedCapabilities beyond those that the driver gives, by their names without {@code CAP_}
     * @param droppedCapabilities of those that the driver gives; {@code ALL} for every one
     * @param pids the most processes and threads at once; null for the driver's own limit
     */
    record Confinement(
            boolean readOnlyRoot,
            List<String> addedCapabilities,
            List<String> droppedCapabilities,
            List<Ulimit> ulimits,
            @Nullable Long pids,
            Seccomp seccomp) {
        /** The driver's own. */
        public static final Confinement DEFAULT =
                new Confinement(false, List.of(), List.of(), List.of(), null, Seccomp.DEFAULT);

        public Confinement {
            addedCapabilities = List.copyOf(addedCapabilities);
            droppedCapabilities = List.copyOf(droppedCapabilities);
            ulimits = List.copyOf(ulimits);
        }
    }

    /** Which filter of system calls applies. */
    enum Seccomp {
        /** The backend's own. */
        DEFAULT,
        /** None. */
        UNCONFINED
    }

    /**
     * A limit of each process, see {@code setrlimit(2)}.
     *
     * @param name such as {@code nofile}
     * @param soft in the limit's own unit; -1 for none
     * @param hard at least {@code soft}; -1 for none
     */
    record Ulimit(String name, long soft, long hard) {}

    /**
     * A folder in memory, empty at each start. What is in it counts as the container's memory.
     *
     * @param path absolute
     * @param size the most that it holds
     * @param mode octal, such as {@code 1777}
     */
    record Tmpfs(String path, ByteSize size, String mode) {}

    /**
     * Options of a Wasm workload.
     *
     * @param engine an engine's name, or {@code auto} for the fastest present one that supports the module
     * @param http how a service answers on its ports
     * @param concurrency the most requests or invocations of it that run at once, at least 1
     * @param limits of each run, beside {@link Resources}
     * @param isolation what it shares with other Wasm workloads
     */
    record WasmOptions(String engine, WasmHttp http, int concurrency, WasmLimits limits, WasmIsolation isolation)
            implements KindOptions {
        /** What applies unless the description says otherwise. */
        public static final int DEFAULT_CONCURRENCY = 16;

        /** The defaults, with an engine. */
        public static WasmOptions of(String engine) {
            return new WasmOptions(engine, WasmHttp.NONE, DEFAULT_CONCURRENCY, WasmLimits.NONE, WasmIsolation.SHARED);
        }
    }

    /**
     * Bounds of one run that only Wasm guests have. Null leaves one to the driver; one beyond the driver's own is refused
     * with {@link DriverErrorCode#CAPACITY_EXCEEDED}.
     *
     * @param cpuTime processor time; more ends the run with {@link ExitReason#CPU_LIMIT}
     * @param output bytes on standard output and error together; more end it with {@link ExitReason#OUTPUT_LIMIT}
     * @param openFiles descriptors at once, the three standard ones and the mounts included; more are refused to the guest
     * @param tableEntries of all tables together; more are refused to the guest
     */
    record WasmLimits(
            @Nullable Duration cpuTime,
            @Nullable ByteSize output,
            @Nullable Integer openFiles,
            @Nullable Integer tableEntries) {
        /** All left to the driver. */
        public static final WasmLimits NONE = new WasmLimits(null, null, null, null);
    }

    /** What a Wasm workload shares with others of its kind. */
    enum WasmIsolation {
        /** A process with others; its share of the processors is not limited. */
        SHARED,
        /**
         * A process of its own, in which {@link Resources#cpus} and a bound of all its memory are enforced by the kernel.
         * Where the host cannot do that, it is refused with {@link DriverErrorCode#NOT_SUPPORTED}.
         */
        DEDICATED
    }

    /** How a Wasm service answers HTTP. */
    enum WasmHttp {
        /** It does not. */
        NONE,
        /**
         * By CGI (RFC 3875): each request is a fresh run of the program, and {@link Resources} limit that run, the
         * time-out included. The service as a whole runs until it is stopped.
         */
        CGI
    }
}

package dev.triptych.spi;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What only one kind has. A driver is given the options of its own kind. */
public sealed interface KindOptions {

    /**
     * Options of a machine that boots from a disk. Others are refused any that are not the defaults.
     *
     * @param cloudInit what the system on the disk is told; null for nothing
     */
    record VmOptions(Firmware firmware, @Nullable CloudInit cloudInit) implements KindOptions {
        /** The usual firmware, and nothing told. */
        public static final VmOptions DEFAULT = new VmOptions(Firmware.BIOS, null);
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
     */
    record ContainerOptions(
            @Nullable String runtime, @Nullable String platform) implements KindOptions {
        /** The backend's own runtime and platform. */
        public static final ContainerOptions DEFAULT = new ContainerOptions(null, null);
    }

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

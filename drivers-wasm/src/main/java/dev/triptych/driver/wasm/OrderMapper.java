package dev.triptych.driver.wasm;

import dev.triptych.driver.wasm.engine.Engine;
import dev.triptych.driver.wasm.engine.Engines;
import dev.triptych.driver.wasm.engine.ModuleFiles;
import dev.triptych.driver.wasm.host.GuestOrder;
import dev.triptych.driver.wasm.host.HostLimits;
import dev.triptych.driver.wasm.host.HttpService;
import dev.triptych.driver.wasm.host.OwnHost;
import dev.triptych.driver.wasm.inspection.ModuleShape;
import dev.triptych.driver.wasm.wasi.WasiGuest.GuestMount;
import dev.triptych.spi.ByteSize;
import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.KindOptions.WasmHttp;
import dev.triptych.spi.KindOptions.WasmIsolation;
import dev.triptych.spi.KindOptions.WasmOptions;
import dev.triptych.spi.Lifecycle;
import dev.triptych.spi.ModuleInspecting.MemoryLimits;
import dev.triptych.spi.Mount;
import dev.triptych.spi.Port;
import dev.triptych.spi.PortProtocol;
import dev.triptych.spi.Resources;
import dev.triptych.spi.Source;
import dev.triptych.spi.Source.WasmModule;
import dev.triptych.spi.WorkloadSpec;
import java.nio.file.Files;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** From a description to an order for the host, refusing what cannot be run. */
final class OrderMapper {
    private static final String NO_FILES =
            "the engine's own file access would let it make hard links and hold any number of files open";

    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(30);
    private static final String LOOPBACK = "127.0.0.1";
    private static final long PAGE = 64 * 1024;
    private static final long MOST_MEMORY = 32_767 * PAGE;

    private final Engines engines;
    private final ModuleFiles files;
    private final HostLimits most;
    private final Supplier<@Nullable String> noHostsOfTheirOwn;

    /** @param noHostsOfTheirOwn why no workload can have a host of its own; answers null when it can */
    OrderMapper(Engines engines, ModuleFiles files, HostLimits most, Supplier<@Nullable String> noHostsOfTheirOwn) {
        this.engines = engines;
        this.files = files;
        this.most = most;
        this.noHostsOfTheirOwn = noHostsOfTheirOwn;
    }

    /** To be run: what it needs of this host is there. */
    GuestOrder order(WorkloadSpec spec) {
        spec.mounts().forEach(OrderMapper::checkThere);
        return planned(spec);
    }

    /** To be shown: volumes are made on first use, which this is not. */
    GuestOrder planned(WorkloadSpec spec) {
        GuestProgram program = GuestProgram.of(spec);
        if (!(spec.options() instanceof WasmOptions options)) {
            throw new DriverException(DriverErrorCode.DEFECT, "A Wasm workload came with the options of another kind.");
        }
        checkPorts(spec, options);
        checkResources(spec.resources(), options);
        ModuleShape shape = files.shape(program.module());
        Engine engine = engines.choose(options.engine(), shape);
        checkProgram(spec, shape);
        long memory = memory(spec, shape);
        OwnHost own = ownHost(spec, options, program.module(), memory);
        return new GuestOrder(
                spec.key(),
                spec.name(),
                engine.name(),
                program.module(),
                program.args(),
                program.env(),
                spec.program().stdin(),
                mounts(program, shape),
                memory,
                facts(spec, shape, own),
                OwnLimits.of(options.limits(), timeout(spec, options), most),
                options.concurrency(),
                http(spec, options),
                own);
    }

    /** A component gets no files, so not those of its image either. */
    private static List<GuestMount> mounts(GuestProgram program, ModuleShape shape) {
        return shape.form().equals(ModuleShape.COMPONENT) ? List.of() : program.mounts();
    }

    private @Nullable OwnHost ownHost(WorkloadSpec spec, WasmOptions options, WasmModule module, long memory) {
        if (options.isolation() == WasmIsolation.SHARED) {
            return null;
        }
        String why = noHostsOfTheirOwn.get();
        if (why != null) {
            throw unsupported("wasm.isolation \"dedicated\" is not possible here: " + why);
        }
        int runs = options.http() == WasmHttp.CGI ? options.concurrency() : 1;
        return new OwnHost(
                spec.resources().cpus(),
                runs,
                memory,
                files.size(module),
                most.stackBytes(),
                spec.resources().cpuWeight());
    }

    private static Map<String, String> facts(WorkloadSpec spec, ModuleShape shape, @Nullable OwnHost own) {
        Map<String, String> facts = new HashMap<>();
        if (own == null) {
            facts.put("isolation", "shared: a wasm host with others");
            facts.put("cpus", "not enforced: a guest here is one thread, beside those of others");
        } else {
            facts.put("isolation", "dedicated: a wasm host and a control group of its own");
            facts.put("cpus", own.cpusInWords());
            facts.put("memoryMax", own.memoryInWords());
        }
        if (spec.source() instanceof Source.WasmImage image) {
            facts.put("image", image.digest());
            if (image.root() != null && shape.form().equals(ModuleShape.COMPONENT)) {
                facts.put("files", "none of the image's: " + NO_FILES);
            }
        }
        return facts;
    }

    private static void checkProgram(WorkloadSpec spec, ModuleShape shape) {
        boolean component = shape.form().equals(ModuleShape.COMPONENT);
        if (component && !spec.mounts().isEmpty()) {
            throw new DriverException(
                    DriverErrorCode.NOT_SUPPORTED,
                    "A component cannot have mounts: " + NO_FILES + ". Build the program for WASI preview 1.");
        }
        if (!component && shape.exports().stream().noneMatch(one -> one.name().equals("_start"))) {
            throw new DriverException(
                    DriverErrorCode.SOURCE_INVALID,
                    "The module exports no function _start, so it is a library and not a program.");
        }
    }

    private static void checkThere(Mount mount) {
        if (!Files.isDirectory(mount.directory())) {
            throw new DriverException(
                    DriverErrorCode.INVALID_SPEC,
                    "The directory to be mounted at %s is not there.".formatted(mount.guestPath()));
        }
    }

    private static @Nullable HttpService http(WorkloadSpec spec, WasmOptions options) {
        if (options.http() == WasmHttp.NONE) {
            return null;
        }
        return new HttpService(spec.ports().stream().map(OrderMapper::listener).toList(), options.concurrency());
    }

    /** A request always has a limit, for somebody waits; a program that runs from start to end may have none. */
    private static @Nullable Duration timeout(WorkloadSpec spec, WasmOptions options) {
        Duration timeout = spec.resources().timeout();
        return timeout == null && options.http() == WasmHttp.CGI ? REQUEST_TIMEOUT : timeout;
    }

    /** A port that is not published is for this host alone, as is the address of a container. */
    private static HttpService.Listener listener(Port port) {
        Port.Publication publication = port.publication();
        return publication == null
                ? new HttpService.Listener(port.name(), LOOPBACK, 0)
                : new HttpService.Listener(port.name(), publication.bindAddress(), publication.hostPort());
    }

    /** Beside what is published, each port as it is declared, at an address of the workload's own. */
    static List<HttpService.Listener> shared(WorkloadSpec spec, String address) {
        Stream<HttpService.Listener> published =
                spec.ports().stream().filter(port -> port.publication() != null).map(OrderMapper::listener);
        Stream<HttpService.Listener> own =
                spec.ports().stream().map(port -> new HttpService.Listener(port.name(), address, port.number()));
        return Stream.concat(published, own).toList();
    }

    private static void checkResources(Resources resources, WasmOptions options) {
        if (resources.io() != null) {
            throw unsupported(
                    "resources.io cannot be held for a module: its wasm host reads and writes for it, through the"
                            + " host's page cache. Run the program as a container, or leave it out.");
        }
        if (resources.cpuWeight() != null && options.isolation() == WasmIsolation.SHARED) {
            throw unsupported("resources.cpuWeight is for modules with a host of their own: set wasm.isolation to"
                    + " \"dedicated\", or leave it out.");
        }
    }

    private static void checkPorts(WorkloadSpec spec, WasmOptions options) {
        if (options.http() == WasmHttp.NONE) {
            if (spec.network().shared()) {
                throw unsupported("A module is reached by its HTTP service alone: with network.shared, set wasm.http to"
                        + " \"cgi\" and give a port.");
            }
            if (!spec.ports().isEmpty()) {
                throw unsupported("A module has no sockets of its own: with ports, set wasm.http to \"cgi\".");
            }
        } else if (spec.lifecycle() != Lifecycle.SERVICE) {
            throw unsupported("wasm.http \"cgi\" is for the lifecycle \"service\".");
        } else if (spec.ports().isEmpty()) {
            throw unsupported("wasm.http \"cgi\" needs a port to answer on: give one in ports.");
        } else if (spec.ports().stream().anyMatch(port -> port.protocol() != PortProtocol.HTTP)) {
            throw unsupported("wasm.http \"cgi\" serves ports of the protocol \"http\" alone.");
        }
    }

    private static DriverException unsupported(String message) {
        return new DriverException(DriverErrorCode.NOT_SUPPORTED, message);
    }

    /** What the guest may hold, and what is set aside for it: no more than the module itself allows. */
    private long memory(WorkloadSpec spec, ModuleShape shape) {
        long asked = spec.resources().memory().bytes();
        long needed = shape.memoryMinimumPages() * PAGE;
        if (asked < needed) {
            throw new DriverException(
                    DriverErrorCode.INVALID_SPEC,
                    "The module needs %d pages of 64KiB = %s of memory at once, and the limit is %s."
                            .formatted(shape.memoryMinimumPages(), new ByteSize(needed), new ByteSize(asked)));
        }
        MemoryLimits own = shape.memory();
        ByteSize largest =
                own == null ? shape.form().equals(ModuleShape.COMPONENT) ? null : new ByteSize(0) : own.maximum();
        long bytes = Math.min(Math.min(asked, MOST_MEMORY), largest == null ? MOST_MEMORY : largest.bytes());
        if (bytes > most.memoryBytes()) {
            throw new DriverException(
                    DriverErrorCode.CAPACITY_EXCEEDED,
                    "The memory limit of %s is more than the %s that all Wasm workloads together may have here."
                            .formatted(new ByteSize(bytes), new ByteSize(most.memoryBytes())));
        }
        return bytes;
    }
}

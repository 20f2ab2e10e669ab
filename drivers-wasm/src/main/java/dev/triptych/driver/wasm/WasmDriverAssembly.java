package dev.triptych.driver.wasm;

import dev.triptych.driver.wasm.engine.Engines;
import dev.triptych.driver.wasm.engine.ModuleFiles;
import dev.triptych.driver.wasm.engine.present.EngineSettings;
import dev.triptych.driver.wasm.engine.present.PresentEngines;
import dev.triptych.driver.wasm.host.HostLimits;
import dev.triptych.driver.wasm.host.WasmHost;
import dev.triptych.driver.wasm.host.child.HostParts;
import dev.triptych.driver.wasm.host.remote.RemoteHost;
import dev.triptych.driver.wasm.host.remote.RemoteSettings;
import dev.triptych.driver.wasm.host.remote.StartCache;
import dev.triptych.driver.wasm.host.wire.HostSettings;
import dev.triptych.driver.wasm.host.wire.HostSettings.Compiling;
import dev.triptych.driver.wasm.http.FrontLimits;
import dev.triptych.process.Hello;
import dev.triptych.spi.DriverContext;
import dev.triptych.spi.SharedSubnet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Puts the parts of the driver together. */
final class WasmDriverAssembly {
    private static final long KIB = 1024;
    private static final long MIB = 1024 * KIB;
    private static final long OF_THE_SERVICE = 256 * MIB;
    private static final long LEAST_FOR_GUESTS = 64 * MIB;

    private WasmDriverAssembly() {}

    /** With hosts in processes of their own. */
    static WasmDriver open(DriverContext context, WasmDriverProperties properties) {
        RemoteHost host = RemoteHost.open(new RemoteSettings(
                context.installation(),
                context.home(),
                properties.account(),
                limits(properties),
                engines(context, properties),
                compiling(properties),
                properties.linger(),
                new StartCache(Path.of(properties.startCache()), properties.trainStartCache()),
                properties.cgroupRoot(),
                context.clock()));
        Engines engines = PresentEngines.open(engines(context, properties));
        return new WasmDriver(
                engines, files(properties), host, limits(properties), addresses(context), context.clock());
    }

    /** With a host on threads of this process, in a folder that exists: for tests of what a host itself does. */
    static WasmDriver openEmbedded(DriverContext context, WasmDriverProperties properties) {
        try {
            HostSettings settings = new HostSettings(
                    Hello.VERSION,
                    context.installation(),
                    "",
                    "",
                    List.of(),
                    context.home(),
                    limits(properties),
                    engines(context, properties),
                    compiling(properties),
                    properties.linger(),
                    null);
            Engines engines = PresentEngines.open(settings.engines());
            ModuleFiles files = files(properties);
            Path runs = Files.createDirectories(context.home().resolve("runs"));
            WasmHost host = HostParts.host(engines, files, settings, runs, context.clock());
            return new WasmDriver(engines, files, host, limits(properties), addresses(context), context.clock());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ModuleAddresses addresses(DriverContext context) {
        return new ModuleAddresses(context.home().resolve("wasm").resolve("addresses"), SharedSubnet.BRIDGE);
    }

    private static ModuleFiles files(WasmDriverProperties properties) {
        return new ModuleFiles(properties.moduleMib() * MIB);
    }

    private static EngineSettings engines(DriverContext context, WasmDriverProperties properties) {
        return EngineSettings.ofThisProcess(properties.codeMib() * MIB, properties.stackKib() * KIB, context.home());
    }

    private static Compiling compiling(WasmDriverProperties properties) {
        return new Compiling(
                properties.moduleMib() * MIB,
                properties.loadedMib() * MIB,
                properties.cacheMib() * MIB,
                properties.compilers(),
                properties.compileTime());
    }

    static HostLimits limits(WasmDriverProperties properties) {
        long memory = properties.memoryMib() == 0
                ? memoryOfHeap(Runtime.getRuntime().maxMemory())
                : properties.memoryMib() * MIB;
        return new HostLimits(
                memory,
                properties.guests(),
                properties.outputMib() * MIB,
                Math.toIntExact(properties.outputInMemoryKib() * KIB),
                properties.keptMib() * MIB,
                properties.openFiles(),
                properties.tableEntries(),
                properties.stackKib() * KIB,
                properties.nice(),
                properties.stopDeadline(),
                properties.http().waiting(),
                http(properties.http()));
    }

    private static FrontLimits http(WasmHttpProperties http) {
        return new FrontLimits(
                http.connections(),
                Math.toIntExact(http.headKib() * KIB),
                http.bodyMib() * MIB,
                http.headTime(),
                http.idleTime());
    }

    /** What guests may have of a heap that the service needs a part of; enough for one small guest in any case. */
    static long memoryOfHeap(long heapBytes) {
        return Math.max(LEAST_FOR_GUESTS, (heapBytes - OF_THE_SERVICE) / 10 * 6);
    }
}

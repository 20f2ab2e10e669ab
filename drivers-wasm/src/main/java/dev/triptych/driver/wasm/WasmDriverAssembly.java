package dev.triptych.driver.wasm;

import dev.triptych.driver.wasm.cache.CompiledCache;
import dev.triptych.driver.wasm.cache.InstallationKey;
import dev.triptych.driver.wasm.engine.CompiledModules;
import dev.triptych.driver.wasm.engine.Engines;
import dev.triptych.driver.wasm.engine.ModuleFiles;
import dev.triptych.driver.wasm.engine.present.EngineSettings;
import dev.triptych.driver.wasm.engine.present.PresentEngines;
import dev.triptych.driver.wasm.host.HostLimits;
import dev.triptych.driver.wasm.host.InProcessHost;
import dev.triptych.driver.wasm.http.FrontLimits;
import dev.triptych.spi.DriverContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Puts the parts of the driver together. */
final class WasmDriverAssembly {
    private static final long KIB = 1024;
    private static final long MIB = 1024 * KIB;
    private static final long OF_THE_SERVICE = 256 * MIB;
    private static final long LEAST_FOR_GUESTS = 64 * MIB;

    private WasmDriverAssembly() {}

    static WasmDriver open(DriverContext context, WasmDriverProperties properties) {
        try {
            Path folder = Files.createDirectories(
                    context.home().resolve("wasm"),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            CompiledCache cache = new CompiledCache(
                    folder.resolve("compiled"),
                    InstallationKey.in(folder.resolve("cache.key")),
                    properties.cacheMib() * MIB,
                    context.clock());
            ModuleFiles files = new ModuleFiles(properties.moduleMib() * MIB);
            Engines engines = PresentEngines.open(EngineSettings.ofThisProcess(
                    properties.codeMib() * MIB, properties.stackKib() * KIB, context.home()));
            CompiledModules modules = new CompiledModules(
                    cache, files, properties.loadedMib() * MIB, properties.compilers(), properties.compileTime());
            InProcessHost host = new InProcessHost(engines, modules, limits(properties), folder, context.clock());
            return new WasmDriver(engines, files, host, limits(properties), context.clock());
        } catch (IOException e) {
            throw new UncheckedIOException("The Wasm driver cannot use its folder below the home", e);
        }
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

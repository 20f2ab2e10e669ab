package dev.triptych.driver.wasm.host.child;

import dev.triptych.driver.wasm.cache.CompiledCache;
import dev.triptych.driver.wasm.cache.InstallationKey;
import dev.triptych.driver.wasm.engine.CompiledModules;
import dev.triptych.driver.wasm.engine.Engines;
import dev.triptych.driver.wasm.engine.ModuleFiles;
import dev.triptych.driver.wasm.host.InProcessHost;
import dev.triptych.driver.wasm.host.wire.HostSettings;
import dev.triptych.driver.wasm.host.wire.HostSettings.Compiling;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;

/** Puts together what runs guests. */
public final class HostParts {
    private HostParts() {}

    /**
     * A host on threads of this process.
     *
     * @param runs for the output and the ends of guests; exists
     */
    public static InProcessHost host(Engines engines, ModuleFiles files, HostSettings settings, Path runs, Clock clock)
            throws IOException {
        Compiling bounds = settings.compiling();
        CompiledCache cache = new CompiledCache(
                settings.store().resolve("compiled"),
                InstallationKey.in(settings.store().resolve("cache.key")),
                bounds.cacheBytes(),
                clock);
        CompiledModules modules =
                new CompiledModules(cache, files, bounds.loadedBytes(), bounds.compilers(), bounds.compileTime());
        return new InProcessHost(engines, modules, settings.limits(), runs, clock, settings.dedication() == null);
    }
}

package dev.triptych.driver.wasm.engine;

import dev.triptych.spi.Preparation.CacheUse;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The modules in memory, the ones used longest ago leaving first when their code takes too much. */
final class LoadedModules {
    private final long mostBytes;
    private final Map<String, CompiledModule> modules = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;
    private long hits;
    private long misses;

    LoadedModules(long mostBytes) {
        this.mostBytes = mostBytes;
    }

    synchronized @Nullable CompiledModule get(String key) {
        CompiledModule found = modules.get(key);
        if (found == null) {
            misses++;
        } else {
            hits++;
        }
        return found;
    }

    /** Keeps it, also when it alone is more than the bound: who asked for it is about to run it. */
    synchronized void put(String key, CompiledModule module) {
        CompiledModule before = modules.put(key, module);
        bytes += module.codeBytes() - (before == null ? 0 : before.codeBytes());
        Iterator<Map.Entry<String, CompiledModule>> oldest = modules.entrySet().iterator();
        while (bytes > mostBytes && modules.size() > 1) {
            bytes -= oldest.next().getValue().codeBytes();
            oldest.remove();
        }
    }

    synchronized CacheUse use(boolean hit) {
        return new CacheUse("loaded-module", hit, hits, misses);
    }
}

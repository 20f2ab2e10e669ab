package dev.triptych.driver.wasm.host;

import dev.triptych.driver.wasm.engine.CompiledModule;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** How many running guests share the code of each module. */
final class Sharers {
    private final Map<CompiledModule, Integer> running = new ConcurrentHashMap<>();

    void enter(CompiledModule module) {
        running.merge(module, 1, Integer::sum);
    }

    void leave(CompiledModule module) {
        running.computeIfPresent(module, (_, count) -> count == 1 ? null : count - 1);
    }

    /** At least 1: who asks is one of them, or was just now. */
    int of(@Nullable CompiledModule module) {
        return module == null ? 1 : running.getOrDefault(module, 1);
    }
}

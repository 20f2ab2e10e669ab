package dev.triptych.driver.wasm.engine;

import dev.triptych.driver.wasm.inspection.ModuleShape;
import java.util.List;
import java.util.Map;

/** Which core modules can be run, by any engine: those that need nothing but what is granted and can be limited. */
public final class CoreModules {
    private static final Map<String, String> UNSUPPORTED = Map.of(
            ModuleShape.GC, "garbage-collected types, whose memory has no limit here",
            ModuleShape.THREADS, "shared memory",
            ModuleShape.MEMORY64, "64-bit memory",
            ModuleShape.MULTI_MEMORY, "more than one memory");

    private CoreModules() {}

    public static Support support(ModuleShape shape) {
        if (!shape.form().equals(ModuleShape.MODULE)) {
            return new Support.No("it is a component, and this engine runs core modules");
        }
        List<String> missing = GrantedImports.missingFrom(shape);
        if (!missing.isEmpty()) {
            return new Support.MissingImports(missing);
        }
        return shape.features().stream()
                .filter(UNSUPPORTED::containsKey)
                .sorted()
                .findFirst()
                .<Support>map(feature -> new Support.No("it uses " + UNSUPPORTED.get(feature)))
                .orElse(new Support.Yes());
    }
}

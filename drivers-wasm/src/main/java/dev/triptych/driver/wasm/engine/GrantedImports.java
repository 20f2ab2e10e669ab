package dev.triptych.driver.wasm.engine;

import dev.triptych.driver.wasm.inspection.ModuleShape;
import dev.triptych.driver.wasm.wasi.Preview1;
import dev.triptych.driver.wasm.wasi.WasiFunctions;
import dev.triptych.spi.ModuleInspecting.Import;
import java.util.List;

/** What guests may import: the functions of WASI preview 1 that we wrote, from whichever engine. */
public final class GrantedImports {
    private GrantedImports() {}

    /** Those of a module's imports that are not granted, each as {@code module.name}, in order and once. */
    public static List<String> missingFrom(ModuleShape shape) {
        return shape.imports().stream()
                .filter(one -> !granted(one))
                .map(one -> one.name().isEmpty() ? one.module() : one.module() + "." + one.name())
                .distinct()
                .toList();
    }

    private static boolean granted(Import one) {
        return one.type().equals("function")
                && one.module().equals(Preview1.MODULE)
                && WasiFunctions.byName().containsKey(one.name());
    }
}

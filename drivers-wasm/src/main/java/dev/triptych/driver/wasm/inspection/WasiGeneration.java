package dev.triptych.driver.wasm.inspection;

import dev.triptych.spi.ModuleInspecting.Import;
import java.util.List;

/** Tells from the imports which generation of WASI a binary was built for. */
final class WasiGeneration {
    private WasiGeneration() {}

    static String of(List<Import> imports) {
        String found = "none";
        for (Import one : imports) {
            if (one.module().equals("wasi_snapshot_preview1")) {
                return "preview1";
            }
            if (one.module().startsWith("wasi:")) {
                found = "preview2";
            } else if (one.module().startsWith("wasi")) {
                found = "unknown";
            }
        }
        return found;
    }
}

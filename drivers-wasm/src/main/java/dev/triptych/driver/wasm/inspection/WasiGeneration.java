package dev.triptych.driver.wasm.inspection;

import dev.triptych.spi.ModuleInspecting.Export;
import dev.triptych.spi.ModuleInspecting.Import;
import java.util.List;
import java.util.stream.Stream;

/** Tells from the names of imports and exports which generation of WASI a binary was built for. */
final class WasiGeneration {
    private WasiGeneration() {}

    static String of(List<Import> imports, List<Export> exports) {
        String found = "none";
        for (String name : Stream.concat(
                        imports.stream().map(Import::module), exports.stream().map(Export::name))
                .toList()) {
            if (name.equals("wasi_snapshot_preview1")) {
                return "preview1";
            }
            if (name.startsWith("wasi:")) {
                found = name.contains("@0.3.") ? "preview3" : "preview2";
            } else if (name.startsWith("wasi") && found.equals("none")) {
                found = "unknown";
            }
        }
        return found;
    }
}

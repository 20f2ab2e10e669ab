package dev.triptych.driver.wasm;

import dev.triptych.driver.wasm.engine.Engine;
import dev.triptych.driver.wasm.engine.Engines;
import dev.triptych.driver.wasm.engine.GrantedImports;
import dev.triptych.driver.wasm.engine.ModuleFiles;
import dev.triptych.driver.wasm.inspection.ModuleShape;
import dev.triptych.spi.ModuleInspecting;
import java.nio.file.Path;

/** Reads a binary's outline, and lets an engine check the instructions of a module. */
final class WasmInspection implements ModuleInspecting {
    private final Engines engines;
    private final ModuleFiles files;

    WasmInspection(Engines engines, ModuleFiles files) {
        this.engines = engines;
        this.files = files;
    }

    @Override
    public ModuleInspection inspect(Path file) {
        byte[] bytes = files.read(file);
        ModuleShape shape = ModuleFiles.shape(bytes);
        if (shape.form().equals(ModuleShape.MODULE)) {
            Engine engine = engines.present().getLast();
            engine.validate(bytes);
        }
        return new ModuleInspection(
                shape.form(),
                shape.wasi(),
                shape.imports(),
                shape.exports(),
                shape.memory(),
                shape.sections(),
                shape.producers(),
                GrantedImports.missingFrom(shape));
    }
}

package dev.triptych.driver.wasm;

import dev.triptych.driver.wasm.engine.Engine;
import dev.triptych.driver.wasm.engine.Engines;
import dev.triptych.driver.wasm.engine.GrantedImports;
import dev.triptych.driver.wasm.engine.ModuleFiles;
import dev.triptych.driver.wasm.engine.Support;
import dev.triptych.driver.wasm.inspection.Languages;
import dev.triptych.driver.wasm.inspection.ModuleShape;
import dev.triptych.driver.wasm.inspection.Needs;
import dev.triptych.driver.wasm.inspection.ShownName;
import dev.triptych.driver.wasm.inspection.WitWorld;
import dev.triptych.spi.ModuleInspecting;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Reads a binary's outline, and lets an engine check the instructions of a module. */
final class WasmInspection implements ModuleInspecting {
    private static final int LONGEST_LIST = 1_000;

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
        boolean module = shape.form().equals(ModuleShape.MODULE);
        if (module) {
            validator(shape).validate(bytes);
        }
        return new ModuleInspection(
                shape.form(),
                shape.wasi(),
                cut(
                        shape.imports(),
                        one -> new Import(ShownName.of(one.module()), ShownName.of(one.name()), one.type())),
                cut(shape.exports(), one -> new Export(ShownName.of(one.name()), one.type())),
                shape.memory(),
                cut(shape.sections(), one -> new Section(ShownName.of(one.name()), one.size())),
                cut(shape.producers()),
                cut(Languages.of(shape.producers()), ShownName::of),
                Needs.of(shape).stream()
                        .map(need -> new Need(need.power(), need.grant(), cut(need.imports(), ShownName::of)))
                        .toList(),
                module ? null : WitWorld.of(shape),
                new Counts(
                        shape.imports().size(),
                        shape.exports().size(),
                        shape.sections().size()),
                cut(GrantedImports.missingFrom(shape), ShownName::of));
    }

    /** One that knows what the module uses; a module that none knows is for the last one to refuse. */
    private Engine validator(ModuleShape shape) {
        return engines.present().stream()
                .filter(engine -> !(engine.supports(shape) instanceof Support.No))
                .findFirst()
                .orElseGet(() -> engines.present().getLast());
    }

    private static Map<String, List<String>> cut(Map<String, List<String>> producers) {
        Map<String, List<String>> shown = new LinkedHashMap<>();
        producers.forEach((field, values) -> shown.put(ShownName.of(field), cut(values, ShownName::of)));
        return shown;
    }

    private static <T> List<T> cut(List<T> all, UnaryOperator<T> each) {
        return all.stream().limit(LONGEST_LIST).map(each).toList();
    }
}

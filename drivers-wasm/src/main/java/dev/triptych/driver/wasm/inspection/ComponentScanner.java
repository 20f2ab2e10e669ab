package dev.triptych.driver.wasm.inspection;

import dev.triptych.spi.ByteSize;
import dev.triptych.spi.ModuleInspecting.Export;
import dev.triptych.spi.ModuleInspecting.Import;
import dev.triptych.spi.ModuleInspecting.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads a component's outline: its sections, and the interfaces that it imports and exports by name. */
final class ComponentScanner {
    private static final String[] NAMES = {
        "custom",
        "core-module",
        "core-instance",
        "core-type",
        "component",
        "instance",
        "alias",
        "type",
        "canon",
        "start",
        "import",
        "export",
        "value"
    };
    private static final int IMPORT = 10;
    private static final int EXPORT = 11;

    private final ModuleCursor file;
    private final List<Section> sections = new ArrayList<>();
    private final List<Import> imports = new ArrayList<>();
    private final List<Export> exports = new ArrayList<>();

    ComponentScanner(ModuleCursor file) {
        this.file = file;
    }

    ModuleShape scan() {
        while (file.more()) {
            int start = file.offset();
            int id = file.u8("a section's number");
            ModuleCursor body = file.part(file.u32("a section's size"), "a section");
            if (id >= NAMES.length) {
                throw new MalformedModule(start, "there is no component section number " + id);
            }
            String name = id == 0 ? "custom:" + body.name("a custom section's name") : NAMES[id];
            sections.add(new Section(name, new ByteSize(file.offset() - start)));
            if (id == IMPORT) {
                imported(body);
            } else if (id == EXPORT) {
                exported(body);
            }
        }
        return new ModuleShape(
                ModuleShape.COMPONENT,
                imports.isEmpty() ? "none" : WasiGeneration.of(imports),
                imports,
                exports,
                null,
                0,
                0,
                0,
                sections,
                Map.of(),
                Set.of());
    }

    /** The name's own kind, the name, and what it is: a kind and an index, or for types a bound and one. */
    private void imported(ModuleCursor body) {
        int count = body.count("imports");
        for (int i = 0; i < count && body.more(); i++) {
            body.u8("an import name's kind");
            String name = body.name("an import's name");
            imports.add(new Import(name, "", sort(body)));
        }
    }

    private void exported(ModuleCursor body) {
        int count = body.count("exports");
        for (int i = 0; i < count && body.more(); i++) {
            body.u8("an export name's kind");
            String name = body.name("an export's name");
            int sort = body.u8("an export's sort");
            if (sort == 0) {
                body.u8("an export's core sort");
            }
            body.u32("an export's index");
            exports.add(new Export(name, word(sort)));
            if (body.u8("an export's type") == 1) {
                sort(body);
            }
        }
    }

    private static String sort(ModuleCursor body) {
        int sort = body.u8("a sort");
        if (sort == 0) {
            body.u8("a core sort");
        }
        if (sort == 2 || sort == 3) {
            int bound = body.u8("a bound");
            if (sort == 3 && bound == 1) {
                return word(sort);
            }
        }
        body.u64("an index");
        return word(sort);
    }

    private static String word(int sort) {
        return switch (sort) {
            case 0 -> "core-module";
            case 1 -> "function";
            case 2 -> "value";
            case 3 -> "type";
            case 4 -> "component";
            case 5 -> "instance";
            default -> "unknown";
        };
    }
}

package dev.triptych.driver.wasm.inspection;

import dev.triptych.spi.ByteSize;
import dev.triptych.spi.ModuleInspecting.Export;
import dev.triptych.spi.ModuleInspecting.Import;
import dev.triptych.spi.ModuleInspecting.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Reads a component's outline: its sections, the interfaces that it imports and exports by name, and what made the modules
 * inside it.
 */
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
    private static final int CORE_MODULE = 1;
    private static final int COMPONENT = 4;
    private static final int IMPORT = 10;
    private static final int EXPORT = 11;

    private static final int MOST_NESTED = 16;

    private final ModuleCursor file;
    private final int depth;
    private final List<Section> sections = new ArrayList<>();
    private final List<Import> imports = new ArrayList<>();
    private final List<Export> exports = new ArrayList<>();
    private final Producers producers = new Producers();
    private final Bounds bounds = new Bounds();

    ComponentScanner(ModuleCursor file) {
        this(file, 0);
    }

    private ComponentScanner(ModuleCursor file, int depth) {
        this.file = file;
        this.depth = depth;
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
            bounds.section(file);
            sections.add(new Section(name, new ByteSize(file.offset() - start)));
            switch (id) {
                case 0 -> producers.addCustom(name, body);
                case CORE_MODULE, COMPONENT -> nested(body);
                case IMPORT -> imported(body);
                case EXPORT -> exported(body);
                default -> {
                    // What wires the parts together is the engine's to validate; nothing in it is shown.
                }
            }
        }
        return new ModuleShape(
                ModuleShape.COMPONENT,
                WasiGeneration.of(imports, exports),
                imports,
                exports,
                null,
                0,
                0,
                0,
                sections,
                producers.all(),
                Set.of());
    }

    private void nested(ModuleCursor body) {
        if (depth >= MOST_NESTED) {
            throw body.malformed("components nested more than %d deep".formatted(MOST_NESTED));
        }
        producers.addAll(
                switch (ModuleShapes.version(body)) {
                    case ModuleShapes.MODULE_VERSION ->
                        new ModuleScanner(body).scan().producers();
                    default -> new ComponentScanner(body, depth + 1).scan().producers();
                });
    }

    /** The name's own kind, the name, and what it is: a kind and an index, or for types a bound and one. */
    private void imported(ModuleCursor body) {
        int count = body.count("imports");
        for (int i = 0; i < count && body.more(); i++) {
            bounds.imported(body);
            body.u8("an import name's kind");
            String name = body.name("an import's name");
            bounds.text(body, name);
            imports.add(new Import(name, "", sort(body)));
        }
    }

    private void exported(ModuleCursor body) {
        int count = body.count("exports");
        for (int i = 0; i < count && body.more(); i++) {
            bounds.exported(body);
            body.u8("an export name's kind");
            String name = body.name("an export's name");
            bounds.text(body, name);
            int sort = body.u8("an export's sort");
            if (sort == 0) {
                body.u8("an export's core sort");
            }
            body.u32("an export's index");
            exports.add(new Export(name, word(body, sort)));
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
                return word(body, sort);
            }
        }
        body.u64("an index");
        return word(body, sort);
    }

    private static String word(ModuleCursor body, int sort) {
        return switch (sort) {
            case 0 -> "core-module";
            case 1 -> "function";
            case 2 -> "value";
            case 3 -> "type";
            case 4 -> "component";
            case 5 -> "instance";
            default -> throw body.malformed("there is no sort " + sort);
        };
    }
}

package dev.triptych.driver.wasm.inspection;

import dev.triptych.spi.ByteSize;
import dev.triptych.spi.ModuleInspecting.Export;
import dev.triptych.spi.ModuleInspecting.Import;
import dev.triptych.spi.ModuleInspecting.MemoryLimits;
import dev.triptych.spi.ModuleInspecting.Section;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads one core module, section by section, in one pass whose cost is bounded by the size of the file. */
final class ModuleScanner {
    /** Engines keep a slot for each local; a byte or two can declare 50,000 of them, so the sum needs a bound. */
    private static final long MOST_LOCALS = 4_000_000;

    private static final long PAGE = 64 * 1024;
    private static final long MOST_PAGES = 65_536;

    private final ModuleCursor file;
    private final List<Section> sections = new ArrayList<>();
    private final List<Import> imports = new ArrayList<>();
    private final List<Export> exports = new ArrayList<>();
    private final Set<String> features = new TreeSet<>();
    private final Map<SectionKind, Integer> counts = new EnumMap<>(SectionKind.class);
    private final Producers producers = new Producers();
    private final Bounds bounds = new Bounds();
    private @Nullable MemoryLimits memory;
    private int memories;
    private long memoryPages;
    private long tableEntries;

    ModuleScanner(ModuleCursor file) {
        this.file = file;
    }

    ModuleShape scan() {
        SectionKind last = null;
        while (file.more()) {
            int start = file.offset();
            int id = file.u8("a section's number");
            ModuleCursor body = file.part(file.u32("a section's size"), "a section");
            int size = file.offset() - start;
            bounds.section(file);
            if (id == 0) {
                String name = body.name("a custom section's name");
                sections.add(new Section("custom:" + name, new ByteSize(size)));
                producers.addCustom("custom:" + name, body);
                continue;
            }
            SectionKind kind = SectionKind.ofId(id);
            if (kind == null) {
                throw new MalformedModule(start, "there is no section number " + id);
            }
            if (last != null && kind.compareTo(last) <= 0) {
                throw new MalformedModule(
                        start, "the " + kind.word() + " section comes after the " + last.word() + " section");
            }
            last = kind;
            sections.add(new Section(kind.word(), new ByteSize(size)));
            section(kind, body);
        }
        checkFunctions();
        return shape();
    }

    private void section(SectionKind kind, ModuleCursor body) {
        switch (kind) {
            case TYPE -> types(body);
            case IMPORT -> repeat(kind, body, this::imported);
            case TABLE -> repeat(kind, body, this::table);
            case MEMORY -> repeat(kind, body, this::memory);
            case EXPORT -> repeat(kind, body, this::exported);
            case CODE -> code(body);
            case FUNCTION -> repeat(kind, body, part -> part.u32("a function's type"));
            case TAG -> features.add(ModuleShape.EXCEPTIONS);
            case GLOBAL, START, ELEMENT, DATA_COUNT, DATA -> {
                // Their contents are the engine's to validate; nothing in them is shown.
            }
        }
    }

    private void repeat(SectionKind kind, ModuleCursor body, java.util.function.Consumer<ModuleCursor> each) {
        int count = body.count("entries of the " + kind.word() + " section");
        counts.put(kind, count);
        for (int i = 0; i < count && body.more(); i++) {
            each.accept(body);
        }
    }

    private void types(ModuleCursor body) {
        int count = body.count("types");
        for (int i = 0; i < count; i++) {
            if (body.u8("a type") != 0x60) {
                features.add(ModuleShape.GC);
                return;
            }
            for (int list = 0; list < 2; list++) {
                int values = body.count("parameters or results");
                for (int v = 0; v < values; v++) {
                    valueType(body);
                }
            }
        }
    }

    private void imported(ModuleCursor body) {
        String module = body.name("an import's module");
        String name = body.name("an import's name");
        int kind = body.u8("an import's kind");
        bounds.imported(body);
        bounds.text(body, module, name);
        switch (kind) {
            case 0 -> body.u32("an import's type");
            case 1 -> {
                valueType(body);
                limits(body);
            }
            case 2 -> noteMemory(limits(body), false);
            case 3 -> {
                valueType(body);
                body.u8("a global's mutability");
            }
            case 4 -> {
                body.u8("a tag's attribute");
                body.u32("a tag's type");
                features.add(ModuleShape.EXCEPTIONS);
            }
            default -> throw body.malformed("there is no import kind " + kind);
        }
        imports.add(new Import(module, name, externalKind(kind)));
    }

    private void exported(ModuleCursor body) {
        String name = body.name("an export's name");
        int kind = body.u8("an export's kind");
        bounds.exported(body);
        bounds.text(body, name);
        if (kind > 4) {
            throw body.malformed("there is no export kind " + kind);
        }
        body.u32("an export's index");
        exports.add(new Export(name, externalKind(kind)));
    }

    private void table(ModuleCursor body) {
        int first = body.u8("a table's type");
        if (first == 0x40) {
            // A table with an initial value: what follows is an expression, which only an engine can walk.
            features.add(ModuleShape.GC);
            body.skip(body.remaining(), "the table section");
            return;
        }
        reference(first, body);
        tableEntries += limits(body)[0];
    }

    private void memory(ModuleCursor body) {
        noteMemory(limits(body), true);
    }

    private void noteMemory(long[] limits, boolean own) {
        if (limits[0] > MOST_PAGES && !features.contains(ModuleShape.MEMORY64)) {
            throw file.malformed("a memory of %d pages, more than 4 GiB".formatted(limits[0]));
        }
        if (memories++ == 0) {
            memory = new MemoryLimits(size(limits[0]), limits[1] < 0 ? null : size(limits[1]));
        } else {
            features.add(ModuleShape.MULTI_MEMORY);
        }
        memoryPages += own ? limits[0] : 0;
    }

    private static ByteSize size(long pages) {
        return new ByteSize(Math.min(pages, Long.MAX_VALUE / PAGE) * PAGE);
    }

    /** The minimum, and the maximum or -1. */
    private long[] limits(ModuleCursor body) {
        int flags = body.u8("limits");
        if (flags > 7) {
            throw body.malformed("limits of an unknown kind");
        }
        if ((flags & 2) != 0) {
            features.add(ModuleShape.THREADS);
        }
        boolean wide = (flags & 4) != 0;
        if (wide) {
            features.add(ModuleShape.MEMORY64);
        }
        long minimum = wide ? body.u64("a minimum") : body.u32("a minimum");
        long maximum = (flags & 1) == 0 ? -1 : wide ? body.u64("a maximum") : body.u32("a maximum");
        if (minimum < 0 || ((flags & 1) != 0 && maximum < minimum)) {
            throw body.malformed("a minimum above its maximum");
        }
        return new long[] {minimum, maximum};
    }

    private void valueType(ModuleCursor body) {
        int type = body.u8("a value's type");
        switch (type) {
            case 0x7f, 0x7e, 0x7d, 0x7c, 0x7b -> {
                // i32, i64, f32, f64, v128
            }
            default -> reference(type, body);
        }
    }

    private void reference(int type, ModuleCursor body) {
        switch (type) {
            case 0x70, 0x6f -> {
                // funcref, externref
            }
            case 0x69, 0x74 -> features.add(ModuleShape.EXCEPTIONS);
            case 0x63, 0x64 -> {
                features.add(ModuleShape.GC);
                body.u64("a reference's type");
            }
            case 0x6a, 0x6b, 0x6c, 0x6d, 0x6e, 0x71, 0x72, 0x73 -> features.add(ModuleShape.GC);
            default -> throw body.malformed("there is no type 0x%02x".formatted(type));
        }
    }

    private void code(ModuleCursor body) {
        int count = body.count("function bodies");
        counts.put(SectionKind.CODE, count);
        long locals = 0;
        for (int i = 0; i < count; i++) {
            ModuleCursor function = body.part(body.u32("a function body's size"), "a function body");
            int groups = function.count("groups of locals");
            for (int g = 0; g < groups; g++) {
                locals += function.u32("a number of locals");
                valueType(function);
            }
            if (locals > MOST_LOCALS) {
                throw function.malformed("more than %d local variables".formatted(MOST_LOCALS));
            }
        }
        if (body.more()) {
            throw body.malformed("bytes behind the last function body");
        }
    }

    private void checkFunctions() {
        int declared = counts.getOrDefault(SectionKind.FUNCTION, 0);
        int bodies = counts.getOrDefault(SectionKind.CODE, 0);
        if (declared != bodies) {
            throw file.malformed("%d functions are declared and %d have a body".formatted(declared, bodies));
        }
    }

    private ModuleShape shape() {
        return new ModuleShape(
                ModuleShape.MODULE,
                WasiGeneration.of(imports, exports),
                imports,
                exports,
                memory,
                memoryPages,
                counts.getOrDefault(SectionKind.TABLE, 0),
                tableEntries,
                sections,
                producers.all(),
                features);
    }

    private static String externalKind(int kind) {
        return switch (kind) {
            case 0 -> "function";
            case 1 -> "table";
            case 2 -> "memory";
            case 3 -> "global";
            default -> "tag";
        };
    }
}

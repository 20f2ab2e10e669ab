package dev.triptych.driver.wasm.engine.wasmtime.pieces;

import dev.triptych.driver.wasm.inspection.Instructions;
import dev.triptych.driver.wasm.inspection.ModuleCursor;
import dev.triptych.driver.wasm.inspection.ModuleShapes;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the sections of a core module or component are, and how long a module's data segments are. Positions are offsets in
 * the file; nothing is copied.
 */
final class ModuleParts {
    private static final int PREAMBLE_BYTES = 8;
    private static final int COMPONENT_LAYER = 6;
    private static final String SECTION = "a section";

    /**
     * A section.
     *
     * @param head where it begins
     * @param start of its content
     */
    record Section(int id, int head, int start, int end) {}

    private final byte[] file;
    private final int start;
    private final int end;
    private final List<Section> sections;

    private ModuleParts(byte[] file, int start, int end, List<Section> sections) {
        this.file = file;
        this.start = start;
        this.end = end;
        this.sections = sections;
    }

    /**
     * Finds the parts.
     *
     * @param start of the preamble
     * @param end of the file, or of the part of a component
     */
    static ModuleParts of(byte[] file, int start, int end) {
        ModuleCursor cursor = new ModuleCursor(file, start, end);
        cursor.skip(PREAMBLE_BYTES, "the preamble");
        List<Section> sections = new ArrayList<>();
        while (cursor.more()) {
            int head = cursor.offset();
            int id = cursor.u8(SECTION);
            long size = cursor.u32(SECTION);
            int content = cursor.offset();
            cursor.skip(size, SECTION);
            sections.add(new Section(id, head, content, cursor.offset()));
        }
        return new ModuleParts(file, start, end, sections);
    }

    byte[] file() {
        return file;
    }

    int start() {
        return start;
    }

    int end() {
        return end;
    }

    boolean component() {
        return file[start + COMPONENT_LAYER] != 0;
    }

    List<Section> sections() {
        return sections;
    }

    ModuleCursor cursor(Section section) {
        return new ModuleCursor(file, section.start(), section.end());
    }

    @Nullable
    Section section(int id) {
        return sections.stream().filter(one -> one.id() == id).findFirst().orElse(null);
    }

    /** How many entries a section says it has; 0 when there is none. */
    int count(int id) {
        Section section = section(id);
        return section == null ? 0 : cursor(section).count(SECTION);
    }

    /** The length of each data segment, in bytes. */
    List<Integer> segmentBytes(int id) {
        Section section = section(id);
        List<Integer> lengths = new ArrayList<>();
        if (section != null) {
            ModuleCursor data = cursor(section);
            int count = data.count("data segments");
            for (int i = 0; i < count; i++) {
                lengths.add(segment(data));
            }
        }
        return lengths;
    }

    private static int segment(ModuleCursor data) {
        long kind = data.u32("a data segment");
        if (kind == 2) {
            data.u32("a data segment's memory");
        }
        if (kind != 1) {
            Instructions.skipExpression(data);
        }
        long length = data.u32("a data segment's length");
        data.skip(length, "a data segment");
        return (int) length;
    }

    /** How many functions a core module imports. */
    int importedFunctions() {
        return (int) ModuleShapes.of(new ModuleCursor(file, start, end)).imports().stream()
                .filter(one -> one.type().equals("function"))
                .count();
    }
}

package dev.triptych.driver.wasm.engine.wasmtime.pieces;

import dev.triptych.driver.wasm.engine.wasmtime.pieces.ModuleParts.Section;
import dev.triptych.driver.wasm.inspection.Instructions;
import dev.triptych.driver.wasm.inspection.MalformedModule;
import dev.triptych.driver.wasm.inspection.ModuleCursor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Puts calls of functions that work piece by piece in the place of {@code memory.fill}, {@code memory.copy} and {@code
 * memory.init}. The functions come behind all others and their type behind all types, so that no index changes. Custom
 * sections of a module that is rewritten are left out: some tell places in its code.
 *
 * <p>The outcome is validated by the engine like any module. A module that deceives this class can thus do no more than keep
 * an instruction whole.
 */
public final class BulkPieces {
    /** Much less than a millisecond's work, and much more than what a call costs. */
    static final int PIECE_BYTES = 1 << 20;

    private static final int CUSTOM = 0;
    private static final int TYPE = 1;
    private static final int FUNCTION = 3;
    private static final int CODE = 10;
    private static final int DATA = 11;
    private static final int CORE_MODULE = 1;
    private static final int COMPONENT = 4;
    private static final int PREAMBLE_BYTES = 8;
    private static final int CALL = 0x10;
    private static final int ROOM = 1024;

    private final ModuleParts parts;
    private final byte[] file;
    private final int piece;
    private final List<Integer> segmentBytes;

    /** The index of the function that stands for each bulk instruction. */
    private final Map<Bulk, Integer> functions = new LinkedHashMap<>();

    private final int firstFunction;

    private BulkPieces(ModuleParts parts, int piece) {
        this.parts = parts;
        this.file = parts.file();
        this.piece = piece;
        this.segmentBytes = parts.segmentBytes(DATA);
        this.firstFunction = parts.importedFunctions() + parts.count(FUNCTION);
    }

    /**
     * A module or component that does the same in pieces; the very same array when it has nothing to split.
     *
     * @throws MalformedModule for what is no binary, and for instructions that are not known here
     */
    public static byte[] bounded(byte[] binary) {
        return bounded(binary, PIECE_BYTES);
    }

    static byte[] bounded(byte[] binary, int piece) {
        byte[] rewritten = rewritten(binary, 0, binary.length, piece);
        return rewritten == null ? binary : rewritten;
    }

    private static byte @Nullable [] rewritten(byte[] file, int start, int end, int piece) {
        ModuleParts parts = ModuleParts.of(file, start, end);
        return parts.component() ? component(parts, piece) : new BulkPieces(parts, piece).module();
    }

    /** Nested no deeper than inspection allows, which every binary has passed. */
    private static byte @Nullable [] component(ModuleParts parts, int piece) {
        BinaryOutput out = new BinaryOutput(parts.end() - parts.start() + ROOM);
        out.part(parts.file(), parts.start(), parts.start() + PREAMBLE_BYTES);
        boolean changed = false;
        for (Section section : parts.sections()) {
            byte[] inner = section.id() == CORE_MODULE || section.id() == COMPONENT
                    ? rewritten(parts.file(), section.start(), section.end(), piece)
                    : null;
            if (inner == null) {
                out.part(parts.file(), section.head(), section.end());
            } else {
                changed = true;
                out.bytes(section.id()).sized(inner);
            }
        }
        return changed ? out.content() : null;
    }

    private byte @Nullable [] module() {
        Section code = parts.section(CODE);
        byte[] rewritten = code == null ? null : code(parts.cursor(code));
        if (rewritten == null) {
            return null;
        }
        BinaryOutput out = new BinaryOutput(parts.end() - parts.start() + ROOM);
        out.part(file, parts.start(), parts.start() + PREAMBLE_BYTES);
        for (Section section : parts.sections()) {
            switch (section.id()) {
                case CUSTOM -> {
                    // Left out, as the class says.
                }
                case TYPE -> out.bytes(TYPE).sized(longer(section, 1, types()));
                case FUNCTION -> out.bytes(FUNCTION).sized(longer(section, functions.size(), declarations()));
                case CODE -> out.bytes(CODE).sized(rewritten);
                default -> out.part(file, section.head(), section.end());
            }
        }
        return out.content();
    }

    /** A section with more entries at its end. */
    private byte[] longer(Section section, int more, byte[] entries) {
        ModuleCursor cursor = parts.cursor(section);
        int count = cursor.count("entries");
        BinaryOutput out = new BinaryOutput(section.end() - section.start() + ROOM);
        out.unsigned((long) count + more).part(file, cursor.offset(), section.end());
        return out.part(entries, 0, entries.length).content();
    }

    private static byte[] types() {
        return new BinaryOutput(ROOM).bytes(PieceFunctions.type()).content();
    }

    private byte[] declarations() {
        BinaryOutput out = new BinaryOutput(ROOM);
        functions.forEach((_, _) -> out.unsigned(parts.count(TYPE)));
        return out.content();
    }

    private byte @Nullable [] code(ModuleCursor code) {
        int count = code.count("function bodies");
        BinaryOutput bodies = new BinaryOutput(code.remaining() + ROOM);
        for (int i = 0; i < count; i++) {
            long size = code.u32("a function body's size");
            ModuleCursor body = code.part(size, "a function body");
            bodies.sized(body(body));
        }
        if (functions.isEmpty()) {
            return null;
        }
        functions.forEach((bulk, _) -> bodies.sized(PieceFunctions.body(bulk, piece, bytesOf(bulk))));
        byte[] all = bodies.content();
        return new BinaryOutput(all.length + ROOM)
                .unsigned((long) count + functions.size())
                .part(all, 0, all.length)
                .content();
    }

    private int bytesOf(Bulk bulk) {
        return bulk.kind() == Bulk.Kind.INIT ? segmentBytes.get(bulk.segment()) : 0;
    }

    private byte[] body(ModuleCursor body) {
        int copied = body.offset();
        BinaryOutput out = new BinaryOutput(body.remaining());
        skipLocals(body);
        while (body.more()) {
            int at = body.offset();
            Bulk bulk = bulk(Instructions.skip(body), at);
            if (bulk != null) {
                int function = functions.computeIfAbsent(bulk, _ -> firstFunction + functions.size());
                out.part(file, copied, at).bytes(CALL).unsigned(function);
                copied = body.offset();
            }
        }
        return out.part(file, copied, body.offset()).content();
    }

    private static void skipLocals(ModuleCursor body) {
        int groups = body.count("groups of locals");
        for (int i = 0; i < groups; i++) {
            body.u32("a number of locals");
            Instructions.skipValueType(body);
        }
    }

    /** What is to be split of the instruction at this place; null for any other. */
    private @Nullable Bulk bulk(int opcode, int at) {
        if (opcode == Bulk.Kind.FILL.opcode()) {
            return new Bulk(Bulk.Kind.FILL, 0);
        }
        if (opcode == Bulk.Kind.COPY.opcode()) {
            return new Bulk(Bulk.Kind.COPY, 0);
        }
        if (opcode != Bulk.Kind.INIT.opcode()) {
            return null;
        }
        ModuleCursor again = new ModuleCursor(file, at + 1, parts.end());
        again.u32("the instruction");
        long segment = again.u32("a data segment");
        boolean large = segment < segmentBytes.size() && segmentBytes.get((int) segment) > piece;
        return large ? new Bulk(Bulk.Kind.INIT, (int) segment) : null;
    }
}

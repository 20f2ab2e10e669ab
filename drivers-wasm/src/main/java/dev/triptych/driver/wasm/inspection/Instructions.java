package dev.triptych.driver.wasm.inspection;

/**
 * Tells where instructions end (specification, section 5.4, with exceptions, tail calls, typed references and relaxed
 * SIMD). It checks no types: that is the engine's.
 */
public final class Instructions {
    /** What the opcodes with this prefix are told apart by follows it: an answer has it in its upper half. */
    public static final int BULK = 0xfc;

    private static final int VECTOR = 0xfd;
    private static final int UPPER_HALF = 16;
    private static final int SEVERAL_MEMORIES = 0x40;
    private static final int REFERENCE = 0x63;
    private static final int NULLABLE_REFERENCE = 0x64;
    private static final int LAST_VECTOR = 0x113;
    private static final String IMMEDIATE = "an instruction";

    private Instructions() {}

    /** The opcode of an instruction with a prefix, as {@link #skip} answers it. */
    public static int opcode(int prefix, int second) {
        return (prefix << UPPER_HALF) | second;
    }

    /**
     * Goes to the end of one instruction.
     *
     * @return its opcode
     * @throws MalformedModule for one that is not known here, or is cut off
     */
    public static int skip(ModuleCursor code) {
        int opcode = code.u8(IMMEDIATE);
        switch (opcode) {
            case 0x02, 0x03, 0x04, 0x06 -> blockType(code);
            case 0x07, 0x08, 0x09, 0x0c, 0x0d, 0x10, 0x12, 0x14, 0x15, 0x18 -> code.u32(IMMEDIATE);
            case 0x0e -> branches(code);
            case 0x11, 0x13 -> indexes(code, 2);
            case 0x1c -> valueTypes(code);
            case 0x1f -> {
                blockType(code);
                catches(code);
            }
            case 0x20, 0x21, 0x22, 0x23, 0x24, 0x25, 0x26, 0x3f, 0x40, 0xd2, 0xd5, 0xd6 -> code.u32(IMMEDIATE);
            case 0x41, 0x42, 0xd0 -> code.u64(IMMEDIATE);
            case 0x43 -> code.skip(Float.BYTES, IMMEDIATE);
            case 0x44 -> code.skip(Double.BYTES, IMMEDIATE);
            case BULK -> {
                return opcode(BULK, bulk(code));
            }
            case VECTOR -> {
                return opcode(VECTOR, vector(code));
            }
            default -> plain(opcode, code);
        }
        return opcode;
    }

    /** Goes behind the end of an expression. */
    public static void skipExpression(ModuleCursor code) {
        int depth = 1;
        while (depth > 0) {
            switch (skip(code)) {
                case 0x02, 0x03, 0x04, 0x06, 0x1f -> depth++;
                case 0x0b, 0x18 -> depth--;
                default -> {
                    // Neither opens nor closes a block.
                }
            }
        }
    }

    private static void plain(int opcode, ModuleCursor code) {
        if (opcode >= 0x28 && opcode <= 0x3e) {
            memoryArgument(code);
        } else if (!(opcode <= 0x01
                || opcode == 0x05
                || opcode == 0x0a
                || opcode == 0x0b
                || opcode == 0x0f
                || opcode == 0x19
                || opcode == 0x1a
                || opcode == 0x1b
                || (opcode >= 0x45 && opcode <= 0xc4)
                || opcode == 0xd1
                || opcode == 0xd3
                || opcode == 0xd4)) {
            throw unknown(code, opcode);
        }
    }

    private static MalformedModule unknown(ModuleCursor code, int opcode) {
        return code.malformed("an instruction that is not known here, 0x%x,".formatted(opcode));
    }

    private static void blockType(ModuleCursor code) {
        int first = code.u8(IMMEDIATE);
        boolean longIndex = (first & 0x80) != 0;
        if (longIndex || first == REFERENCE || first == NULLABLE_REFERENCE) {
            code.u64(IMMEDIATE);
        }
    }

    private static void valueTypes(ModuleCursor code) {
        int count = code.count(IMMEDIATE);
        for (int i = 0; i < count; i++) {
            skipValueType(code);
        }
    }

    /** Goes behind the type of a value. */
    public static void skipValueType(ModuleCursor code) {
        int type = code.u8(IMMEDIATE);
        if (type == REFERENCE || type == NULLABLE_REFERENCE) {
            code.u64(IMMEDIATE);
        }
    }

    private static void branches(ModuleCursor code) {
        int count = code.count(IMMEDIATE);
        indexes(code, count + 1);
    }

    private static void catches(ModuleCursor code) {
        int count = code.count(IMMEDIATE);
        for (int i = 0; i < count; i++) {
            int kind = code.u8(IMMEDIATE);
            if (kind > 3) {
                throw code.malformed("there is no kind %d of catching".formatted(kind));
            }
            indexes(code, kind < 2 ? 2 : 1);
        }
    }

    private static void indexes(ModuleCursor code, int count) {
        for (int i = 0; i < count; i++) {
            code.u32(IMMEDIATE);
        }
    }

    private static void memoryArgument(ModuleCursor code) {
        long alignment = code.u32(IMMEDIATE);
        if ((alignment & SEVERAL_MEMORIES) != 0) {
            code.u32(IMMEDIATE);
        }
        code.u64(IMMEDIATE);
    }

    private static int bulk(ModuleCursor code) {
        long second = code.u32(IMMEDIATE);
        if (second > 22) {
            throw unknown(code, BULK);
        }
        switch ((int) second) {
            case 8, 10, 12, 14 -> indexes(code, 2);
            case 9, 11, 13, 15, 16, 17, 18 -> indexes(code, 1);
            default -> {
                // Conversions that saturate, and wide arithmetic.
            }
        }
        return (int) second;
    }

    private static int vector(ModuleCursor code) {
        long second = code.u32(IMMEDIATE);
        if (second > LAST_VECTOR) {
            throw unknown(code, VECTOR);
        }
        int opcode = (int) second;
        if (opcode <= 11 || opcode == 92 || opcode == 93) {
            memoryArgument(code);
        } else if (opcode == 12 || opcode == 13) {
            code.skip(16, IMMEDIATE);
        } else if (opcode >= 21 && opcode <= 34) {
            code.u8(IMMEDIATE);
        } else if (opcode >= 84 && opcode <= 91) {
            memoryArgument(code);
            code.u8(IMMEDIATE);
        }
        return opcode;
    }
}

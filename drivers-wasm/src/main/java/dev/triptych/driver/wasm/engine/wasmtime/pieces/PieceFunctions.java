package dev.triptych.driver.wasm.engine.wasmtime.pieces;

import dev.triptych.driver.wasm.inspection.Instructions;

/**
 * Functions that do what a bulk instruction does, piece by piece: with the same operands, the same traps, and nothing written
 * before one. What fits into a piece is one instruction still. They ask for the last byte of a range first, so that one
 * that is out of bounds traps before the first piece; a range that wraps around is left to the instruction itself,
 * which traps for it.
 */
final class PieceFunctions {
    /** Parameters: where to, where from or with what, and how many bytes. */
    private static final int TO = 0;

    private static final int FROM = 1;
    private static final int COUNT = 2;

    private static final int EMPTY = 0x40;
    private static final int LOOP = 0x03;
    private static final int IF = 0x04;
    private static final int ELSE = 0x05;
    private static final int END = 0x0b;
    private static final int BR_IF = 0x0d;
    private static final int RETURN = 0x0f;
    private static final int DROP = 0x1a;
    private static final int LOCAL_GET = 0x20;
    private static final int LOCAL_SET = 0x21;
    private static final int LOAD_BYTE = 0x2d;
    private static final int CONST = 0x41;
    private static final int LESS_UNSIGNED = 0x49;
    private static final int GREATER_UNSIGNED = 0x4b;
    private static final int ADD = 0x6a;
    private static final int SUB = 0x6b;
    private static final int EXPECTED_BYTES = 160;

    private final BinaryOutput out = new BinaryOutput(EXPECTED_BYTES);
    private final Bulk bulk;
    private final int piece;

    private PieceFunctions(Bulk bulk, int piece) {
        this.bulk = bulk;
        this.piece = piece;
    }

    /** What to add to the types: three numbers of 32 bits, and no result. */
    static int[] type() {
        return new int[] {0x60, 3, 0x7f, 0x7f, 0x7f, 0};
    }

    /**
     * The body of a function.
     *
     * @param piece the most that is moved at once, in bytes
     * @param segmentBytes of the data segment that it takes from; 0 for another kind
     */
    static byte[] body(Bulk bulk, int piece, int segmentBytes) {
        return new PieceFunctions(bulk, piece).build(segmentBytes);
    }

    private byte[] build(int segmentBytes) {
        out.unsigned(0);
        ifMoreThanAPiece();
        refuseOutOfBounds(TO);
        switch (bulk.kind()) {
            case FILL -> forwards(false);
            case INIT -> {
                refuseBeyond(segmentBytes);
                forwards(true);
            }
            case COPY -> {
                refuseOutOfBounds(FROM);
                get(TO).get(FROM).op(GREATER_UNSIGNED, IF, EMPTY);
                backwards();
                op(ELSE);
                forwards(true);
                op(END);
            }
        }
        op(END).get(TO).get(FROM).get(COUNT).instruction().op(END);
        return out.content();
    }

    private void ifMoreThanAPiece() {
        get(COUNT).number(piece).op(GREATER_UNSIGNED, IF, EMPTY);
    }

    /** The last byte's address wraps around, or it is read, which traps when it is outside. */
    private void refuseOutOfBounds(int start) {
        refuseWrapping(start);
        last(start).op(LOAD_BYTE, 0, 0, DROP);
    }

    /** A range that does not lie in its data segment. One that was dropped traps at the first piece. */
    private void refuseBeyond(int segmentBytes) {
        refuseWrapping(FROM);
        last(FROM).number(segmentBytes - 1).op(GREATER_UNSIGNED, IF, EMPTY).whole();
    }

    private void refuseWrapping(int start) {
        last(start).get(start).op(LESS_UNSIGNED, IF, EMPTY).whole();
    }

    /** The address of the last byte of a range. */
    private PieceFunctions last(int start) {
        return get(start).get(COUNT).op(ADD).number(1).op(SUB);
    }

    /** The instruction as it was, which traps; closes a block. */
    private void whole() {
        get(TO).get(FROM).get(COUNT).instruction().op(RETURN, END);
    }

    /**
     * Pieces from the beginning on; the last one is left.
     *
     * @param both whether what it takes from moves on as well
     */
    private void forwards(boolean both) {
        op(LOOP, EMPTY).get(TO).get(FROM).number(piece).instruction();
        get(TO).number(piece).op(ADD, LOCAL_SET, TO);
        if (both) {
            get(FROM).number(piece).op(ADD, LOCAL_SET, FROM);
        }
        countDown().againWhileMoreThanAPiece();
    }

    /** Pieces from the end on, for a range that is moved up and may overlap; the first one is left. */
    private void backwards() {
        op(LOOP, EMPTY).countDown();
        get(TO).get(COUNT).op(ADD).get(FROM).get(COUNT).op(ADD).number(piece).instruction();
        againWhileMoreThanAPiece();
    }

    private PieceFunctions countDown() {
        return get(COUNT).number(piece).op(SUB, LOCAL_SET, COUNT);
    }

    private void againWhileMoreThanAPiece() {
        get(COUNT).number(piece).op(GREATER_UNSIGNED, BR_IF, 0, END);
    }

    private PieceFunctions get(int local) {
        return op(LOCAL_GET, local);
    }

    private PieceFunctions op(int... bytes) {
        out.bytes(bytes);
        return this;
    }

    private PieceFunctions number(int value) {
        out.bytes(CONST).signed(value);
        return this;
    }

    private PieceFunctions instruction() {
        out.bytes(Instructions.BULK).unsigned(bulk.kind().second());
        switch (bulk.kind()) {
            case FILL -> out.bytes(0);
            case COPY -> out.bytes(0, 0);
            case INIT -> out.unsigned(bulk.segment()).bytes(0);
        }
        return this;
    }
}

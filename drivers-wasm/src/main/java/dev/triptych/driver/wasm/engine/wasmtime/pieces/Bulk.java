package dev.triptych.driver.wasm.engine.wasmtime.pieces;

import dev.triptych.driver.wasm.inspection.Instructions;

/**
 * An instruction that moves as much memory as its operands say. (Tables are bounded by their limit, and with it how long
 * theirs take.)
 *
 * @param segment of data, for an {@link Kind#INIT}; else 0
 */
record Bulk(Kind kind, int segment) {
    /** What it does. */
    enum Kind {
        INIT(8),
        COPY(10),
        FILL(11);

        private final int second;

        Kind(int second) {
            this.second = second;
        }

        int second() {
            return second;
        }

        int opcode() {
            return Instructions.opcode(Instructions.BULK, second);
        }
    }
}

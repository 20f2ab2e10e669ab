package dev.triptych.driver.wasm.engine.wasmtime.pieces;

import java.io.ByteArrayOutputStream;

/** A binary that is being written. */
final class BinaryOutput {
    private final ByteArrayOutputStream out;

    BinaryOutput(int expected) {
        this.out = new ByteArrayOutputStream(expected);
    }

    BinaryOutput bytes(int... values) {
        for (int value : values) {
            out.write(value);
        }
        return this;
    }

    BinaryOutput part(byte[] from, int start, int end) {
        out.write(from, start, end - start);
        return this;
    }

    /** Unsigned LEB128. */
    BinaryOutput unsigned(long value) {
        long rest = value;
        do {
            int seven = (int) (rest & 0x7f);
            rest >>>= 7;
            out.write(rest == 0 ? seven : seven | 0x80);
        } while (rest != 0);
        return this;
    }

    /** Signed LEB128. */
    BinaryOutput signed(int value) {
        int rest = value;
        while (rest < -0x40 || rest > 0x3f) {
            out.write((rest & 0x7f) | 0x80);
            rest >>= 7;
        }
        out.write(rest & 0x7f);
        return this;
    }

    /** Its length, then the bytes. */
    BinaryOutput sized(byte[] content) {
        unsigned(content.length);
        out.writeBytes(content);
        return this;
    }

    byte[] content() {
        return out.toByteArray();
    }
}

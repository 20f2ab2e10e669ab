package dev.triptych.systemtests;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Writes tiny modules by hand (WebAssembly core specification, binary format). */
final class Wasm {
    private static final byte[] HEADER = {0, 'a', 's', 'm', 1, 0, 0, 0};
    private static final int I32 = 0x7f;

    private Wasm() {}

    /** A module that imports one function of three i32 parameters and one i32 result, and exports an empty {@code _start}. */
    static byte[] importing(String module, String function) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(HEADER);
        section(out, 1, new byte[] {2, 0x60, 3, I32, I32, I32, 1, I32, 0x60, 0, 0});
        ByteArrayOutputStream imports = new ByteArrayOutputStream();
        imports.write(1);
        name(imports, module);
        name(imports, function);
        imports.writeBytes(new byte[] {0, 0});
        section(out, 2, imports.toByteArray());
        section(out, 3, new byte[] {1, 1});
        section(out, 5, new byte[] {1, 0, 1});
        ByteArrayOutputStream exports = new ByteArrayOutputStream();
        exports.write(2);
        name(exports, "_start");
        exports.writeBytes(new byte[] {0, 1});
        name(exports, "memory");
        exports.writeBytes(new byte[] {2, 0});
        section(out, 7, exports.toByteArray());
        section(out, 10, new byte[] {1, 2, 0, 0x0b});
        return out.toByteArray();
    }

    private static void section(ByteArrayOutputStream out, int id, byte[] content) {
        out.write(id);
        out.write(content.length); // below 128, so one byte of LEB128
        out.writeBytes(content);
    }

    private static void name(ByteArrayOutputStream out, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.write(bytes.length);
        out.writeBytes(bytes);
    }
}

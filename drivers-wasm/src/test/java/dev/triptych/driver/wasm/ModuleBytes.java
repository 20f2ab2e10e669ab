package dev.triptych.driver.wasm;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Puts a WebAssembly module together byte by byte, so that tests need no compiler. Imports come before functions. */
public final class ModuleBytes {
    public static final int I32 = 0x7f;
    public static final int I64 = 0x7e;

    private final List<byte[]> types = new ArrayList<>();
    private final List<byte[]> imports = new ArrayList<>();
    private final List<byte[]> functions = new ArrayList<>();
    private final List<byte[]> tables = new ArrayList<>();
    private final List<byte[]> memories = new ArrayList<>();
    private final List<byte[]> exports = new ArrayList<>();
    private final List<byte[]> code = new ArrayList<>();
    private final List<byte[]> data = new ArrayList<>();

    /** Imports a function of WASI preview 1 whose parameters are given as letters, i for 32 bits and I for 64. */
    public ModuleBytes wasi(String name, String params, boolean answers) {
        return imported("wasi_snapshot_preview1", name, params, answers);
    }

    public ModuleBytes imported(String module, String name, String params, boolean answers) {
        imports.add(joined(text(module), text(name), bytes(0x00), leb(type(params, answers))));
        return this;
    }

    private int type(String params, boolean answers) {
        byte[] letters = new byte[params.length()];
        for (int i = 0; i < letters.length; i++) {
            letters[i] = (byte) (params.charAt(i) == 'I' ? I64 : I32);
        }
        types.add(joined(bytes(0x60), leb(letters.length), letters, answers ? bytes(1, I32) : bytes(0)));
        return types.size() - 1;
    }

    /** One memory, exported as WASI wants it; a maximum below 0 is none. */
    public ModuleBytes memory(int minimum, int maximum) {
        memories.add(maximum < 0 ? joined(bytes(0), leb(minimum)) : joined(bytes(1), leb(minimum), leb(maximum)));
        exports.add(joined(text("memory"), bytes(2, 0)));
        return this;
    }

    public ModuleBytes table(int minimum) {
        tables.add(joined(bytes(0x70, 0), leb(minimum)));
        return this;
    }

    /** The function {@code _start}, with 32-bit locals. */
    public ModuleBytes start(int locals, int... body) {
        return function("_start", locals, body);
    }

    public ModuleBytes function(String name, int locals, int... body) {
        functions.add(leb(type("", false)));
        byte[] inner =
                joined(locals == 0 ? bytes(0) : joined(bytes(1), leb(locals), bytes(I32)), bytes(body), bytes(0x0b));
        code.add(joined(leb(inner.length), inner));
        exports.add(joined(text(name), bytes(0), leb(imports.size() + functions.size() - 1)));
        return this;
    }

    /** A function with 32-bit parameters and no result. */
    public ModuleBytes taking(int params, String name, int... body) {
        function(name, 0, body);
        functions.set(functions.size() - 1, leb(type("i".repeat(params), false)));
        return this;
    }

    /** Data that only {@code memory.init} places. */
    public ModuleBytes passiveData(byte[] content) {
        data.add(joined(bytes(1), leb(content.length), content));
        return this;
    }

    public ModuleBytes data(int offset, String content) {
        data.add(joined(bytes(0, 0x41), sleb(offset), bytes(0x0b), text(content)));
        return this;
    }

    public byte[] build() {
        return joined(
                bytes(0, 'a', 's', 'm', 1, 0, 0, 0),
                section(1, types),
                section(2, imports),
                section(3, functions),
                section(4, tables),
                section(5, memories),
                section(7, exports),
                dataCount(),
                section(10, code),
                section(11, data));
    }

    /** Needed by {@code memory.init}, which comes before the data. */
    private byte[] dataCount() {
        boolean passive = data.stream().anyMatch(segment -> segment[0] == 1);
        return passive ? joined(bytes(12), leb(leb(data.size()).length), leb(data.size())) : new byte[0];
    }

    private static byte[] section(int id, List<byte[]> entries) {
        if (entries.isEmpty()) {
            return new byte[0];
        }
        byte[] body = joined(leb(entries.size()), joined(entries.toArray(byte[][]::new)));
        return joined(bytes(id), leb(body.length), body);
    }

    /** A custom section with this name and content. */
    public static byte[] custom(String name, byte[] content) {
        byte[] body = joined(text(name), content);
        return joined(bytes(0), leb(body.length), body);
    }

    public static byte[] text(String value) {
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        return joined(leb(utf8.length), utf8);
    }

    /** A number as LEB128, which for those below 64 is the number. */
    public static byte[] leb(int value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int rest = value;
        do {
            int seven = rest & 0x7f;
            rest >>>= 7;
            out.write(rest == 0 ? seven : seven | 0x80);
        } while (rest != 0);
        return out.toByteArray();
    }

    /** A number that is not negative as signed LEB128, as the instructions want it. */
    public static byte[] sleb(int value) {
        byte[] leb = leb(value);
        if ((leb[leb.length - 1] & 0x40) == 0) {
            return leb;
        }
        byte[] longer = java.util.Arrays.copyOf(leb, leb.length + 1);
        longer[leb.length - 1] |= (byte) 0x80;
        return longer;
    }

    public static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    public static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}

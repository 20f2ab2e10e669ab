package dev.triptych.controlplane.http;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Assembles the smallest module that writes a text to its standard output, section by section. */
final class WasmBytes {
    private static final int HEADER = 12;

    private WasmBytes() {}

    static byte[] printing(String text) {
        return module("wasi_snapshot_preview1", "fd_write", text.getBytes(StandardCharsets.UTF_8));
    }

    /** Well formed, and needs a function that nobody offers. */
    static byte[] importing(String module, String name) {
        return module(module, name, new byte[0]);
    }

    private static byte[] module(String importModule, String importName, byte[] text) {
        byte[] body = {0, 0x41, 1, 0x41, 0, 0x41, 1, 0x41, 8, 0x10, 0, 0x1a, 0x0b}; // fd_write(1, 0, 1, 8); drop
        byte[] vector = concat(
                new byte[] {HEADER, 0, 0, 0, (byte) text.length, 0, 0, 0, 0, 0, 0, 0}, text); // pointer, length, result
        return concat(
                new byte[] {0, 'a', 's', 'm', 1, 0, 0, 0},
                section(1, new byte[] {0x60, 4, 0x7f, 0x7f, 0x7f, 0x7f, 1, 0x7f}, new byte[] {0x60, 0, 0}),
                section(2, concat(text(importModule), text(importName), new byte[] {0, 0})),
                section(3, new byte[] {1}),
                section(5, new byte[] {0, 1}),
                section(7, concat(text("memory"), new byte[] {2, 0}), concat(text("_start"), new byte[] {0, 1})),
                section(10, concat(length(body.length), body)),
                section(11, concat(new byte[] {0, 0x41, 0, 0x0b}, length(vector.length), vector)));
    }

    private static byte[] section(int id, byte[]... items) {
        byte[] content = concat(length(items.length), concat(items));
        return concat(new byte[] {(byte) id}, length(content.length), content);
    }

    private static byte[] text(String text) {
        return concat(length(text.length()), text.getBytes(StandardCharsets.UTF_8));
    }

    /** LEB128, of two bytes at the most. */
    private static byte[] length(int value) {
        return value < 128 ? new byte[] {(byte) value} : new byte[] {(byte) (value | 128), (byte) (value >> 7)};
    }

    private static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : List.copyOf(Arrays.asList(parts))) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}

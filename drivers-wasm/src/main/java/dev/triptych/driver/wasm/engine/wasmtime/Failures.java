package dev.triptych.driver.wasm.engine.wasmtime;

import dev.triptych.driver.wasm.engine.wasmtime.Signatures.Pass;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Errors and traps of the library: makes them, reads them and lets go of them. */
final class Failures {
    /** The traps by their number in the headers, in words that do not depend on the engine. */
    private static final List<String> WORDS = List.of(
            "call stack exhausted",
            "out of bounds memory access",
            "unaligned atomic",
            "out of bounds table access",
            "uninitialized element",
            "indirect call type mismatch",
            "integer overflow",
            "integer divide by zero",
            "invalid conversion to integer",
            "unreachable");

    /** An indirect call beyond the table is told apart from other table accesses by engines, but not by this one. */
    private static final int UNCAUGHT_EXCEPTION = 49;

    private static final byte[] TRAP = "host".getBytes(StandardCharsets.UTF_8);
    private static final long POINTER = ValueLayout.ADDRESS.byteSize();

    private final WasmtimeApi api;

    Failures(WasmtimeApi api) {
        this.api = api;
    }

    static boolean none(MemorySegment failure) {
        return failure.address() == 0;
    }

    /** A trap for a guest whose end is noted elsewhere. */
    MemorySegment newTrap() {
        try (Arena arena = Arena.ofConfined()) {
            return api.trapNew().call(arena.allocateFrom(ValueLayout.JAVA_BYTE, TRAP), TRAP.length);
        }
    }

    MemorySegment newError(String message) {
        try (Arena arena = Arena.ofConfined()) {
            return api.errorNew().call(arena.allocateFrom(message));
        }
    }

    /** The first line of what an error says, which is gone then. */
    String take(MemorySegment error) {
        return takeWhole(error).lines().findFirst().orElse("");
    }

    /** The word of the trap that a text tells of; null when it tells of none. */
    static @Nullable String wordIn(String message) {
        String lower = message.toLowerCase(Locale.ROOT);
        int at = lower.indexOf("wasm trap: ");
        if (at < 0) {
            return null;
        }
        String rest =
                lower.substring(at + "wasm trap: ".length()).lines().findFirst().orElse("");
        return WORDS.stream().filter(rest::contains).findFirst().orElse(rest);
    }

    /** All that an error says, which is gone then. */
    String takeWhole(MemorySegment error) {
        String message = message(api.errorMessage(), error);
        api.errorDelete().call(error);
        return message;
    }

    /** The word for a trap, which is gone then. */
    String takeTrap(MemorySegment trap) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment code = arena.allocate(ValueLayout.JAVA_INT);
            String word = api.trapCode().call(trap, code)
                    ? word(code.get(ValueLayout.JAVA_BYTE, 0) & 0xff, trap)
                    : message(api.trapMessage(), trap).lines().findFirst().orElse("");
            api.trapDelete().call(trap);
            return word;
        }
    }

    private String word(int code, MemorySegment trap) {
        if (code == UNCAUGHT_EXCEPTION) {
            return "uncaught exception";
        }
        return code < WORDS.size()
                ? WORDS.get(code)
                : message(api.trapMessage(), trap).lines().findFirst().orElse("");
    }

    private String message(Pass reader, MemorySegment failure) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment bytes = arena.allocate(2 * POINTER, POINTER);
            reader.call(failure, bytes);
            String text = new String(content(bytes), StandardCharsets.UTF_8);
            api.bytesDelete().call(bytes);
            return text.replace("\0", "");
        }
    }

    /** A copy of what a vector of bytes holds: its size, then where they are. */
    @SuppressWarnings("restricted") // the library says where and how many
    static byte[] content(MemorySegment vector) {
        long size = vector.get(ValueLayout.JAVA_LONG, 0);
        return size == 0
                ? new byte[0]
                : vector.get(ValueLayout.ADDRESS, POINTER).reinterpret(size).toArray(ValueLayout.JAVA_BYTE);
    }
}

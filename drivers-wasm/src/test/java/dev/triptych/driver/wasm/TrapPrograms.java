package dev.triptych.driver.wasm;

import java.util.LinkedHashMap;
import java.util.Map;

/** Programs that trap, each in one way, by the word for it. */
public final class TrapPrograms {
    private static final int I32_CONST = 0x41;
    private static final int DROP = 0x1a;

    private TrapPrograms() {}

    public static Map<String, byte[]> byWord() {
        Map<String, byte[]> programs = new LinkedHashMap<>();
        programs.put("unreachable", start(0x00));
        programs.put("integer divide by zero", start(I32_CONST, 1, I32_CONST, 0, 0x6d, DROP));
        programs.put("integer overflow", start(I32_CONST, 0x80, 0x80, 0x80, 0x80, 0x78, I32_CONST, 0x7f, 0x6d, DROP));
        programs.put("invalid conversion to integer", start(0x43, 0, 0, 0xc0, 0x7f, 0xa8, DROP));
        programs.put("out of bounds memory access", start(I32_CONST, 0x7f, 0x28, 2, 0, DROP));
        programs.put("out of bounds table access", start(I32_CONST, 9, 0x25, 0, DROP));
        programs.put("uninitialized element", start(I32_CONST, 0, 0x11, 0, 0));
        programs.put("call stack exhausted", GuestPrograms.endlessRecursion());
        return programs;
    }

    private static byte[] start(int... body) {
        return new ModuleBytes().table(5).memory(1, -1).start(0, body).build();
    }

    /** Calls itself 2000 deep and comes back, for ever. */
    public static byte[] deepForEver() {
        return new ModuleBytes()
                .memory(1, -1)
                .function(
                        "down", 0, //
                        I32_CONST, 0, I32_CONST, 0, 0x28, 2, 0, I32_CONST, 1, 0x6b, 0x36, 2, 0, // one less to go
                        I32_CONST, 0, 0x28, 2, 0, 0x04, 0x40, 0x10, 0, 0x0b)
                .start(0, 0x03, 0x40, I32_CONST, 0, I32_CONST, 0xd0, 0x0f, 0x36, 2, 0, 0x10, 0, 0x0c, 0, 0x0b)
                .build();
    }

    /** Ends with how many arguments and variables it has: ten times the first plus the second. */
    public static byte[] countArgumentsAndVariables() {
        return new ModuleBytes()
                .wasi("args_sizes_get", "ii", true)
                .wasi("environ_sizes_get", "ii", true)
                .wasi("proc_exit", "i", false)
                .memory(1, -1)
                .start(
                        0, I32_CONST, 0, I32_CONST, 4, 0x10, 0, DROP, I32_CONST, 8, I32_CONST, 12, 0x10, 1, DROP,
                        I32_CONST, 0, 0x28, 2, 0, I32_CONST, 10, 0x6c, I32_CONST, 8, 0x28, 2, 0, 0x6a, 0x10, 2)
                .build();
    }

    /** Ends with the error of asking for the state of descriptor 3, the first that a mount would have. */
    public static byte[] lookForAMount() {
        return new ModuleBytes()
                .wasi("fd_prestat_get", "ii", true)
                .wasi("proc_exit", "i", false)
                .memory(1, -1)
                .start(0, I32_CONST, 3, I32_CONST, 0, 0x10, 0, 0x10, 1)
                .build();
    }

    /** Ends with 0 when a clock's time is a whole number of microseconds, a hundred times in a row; else with 1. */
    public static byte[] readClock(int clock) {
        return new ModuleBytes()
                .wasi("clock_time_get", "iIi", true)
                .wasi("proc_exit", "i", false)
                .memory(1, -1)
                .start(
                        1, 0x03, 0x40, // loop
                        I32_CONST, clock, 0x42, 1, I32_CONST, 0, 0x10, 0, DROP, // the time, as exact as can be
                        I32_CONST, 0, 0x29, 3, 0, 0x42, 0xe8, 0x07, 0x82, 0x50,
                        0x45, // i64.rem_u 1000, i64.eqz, i32.eqz
                        0x04, 0x40, I32_CONST, 1, 0x10, 1, 0x0b, // not whole: end with 1
                        0x20, 0, I32_CONST, 1, 0x6a, 0x22, 0, I32_CONST, 0xe4, 0x00, 0x49, 0x0d, 0, 0x0b)
                .build();
    }

    /** Sleeps so many milliseconds, at most 2^14, by poll_oneoff; then ends with 0. */
    public static byte[] sleep(int millis) {
        return new ModuleBytes()
                .wasi("poll_oneoff", "iiii", true)
                .memory(1, -1)
                .start(
                        0,
                        I32_CONST,
                        24,
                        0x42,
                        0x80 | (millis & 0x7f),
                        millis >> 7,
                        0x42,
                        0xc0,
                        0x84,
                        0x3d,
                        0x7e,
                        0x37,
                        3,
                        0, // i64.store millis * 1000000
                        I32_CONST,
                        0,
                        I32_CONST,
                        0xc0,
                        0x00,
                        I32_CONST,
                        1,
                        I32_CONST,
                        0x20,
                        0x10,
                        0,
                        DROP)
                .build();
    }
}

package dev.triptych.driver.wasm;

/** Small programs for tests, assembled by hand. */
public final class GuestPrograms {
    private static final int I32_CONST = 0x41;
    private static final int CALL = 0x10;
    private static final int DROP = 0x1a;

    private GuestPrograms() {}

    public static byte[] exit(int code) {
        return new ModuleBytes()
                .wasi("proc_exit", "i", false)
                .memory(1, -1)
                .start(0, I32_CONST, code & 0x3f, CALL, 0)
                .build();
    }

    public static byte[] returning() {
        return new ModuleBytes().memory(1, -1).start(0).build();
    }

    public static byte[] unreachable() {
        return new ModuleBytes().memory(1, -1).start(0, 0x00).build();
    }

    public static byte[] divideByZero() {
        return new ModuleBytes()
                .memory(1, -1)
                .start(0, I32_CONST, 1, I32_CONST, 0, 0x6d, DROP)
                .build();
    }

    /** Reads 4 bytes at the largest address. */
    public static byte[] outOfBounds() {
        return new ModuleBytes()
                .memory(1, -1)
                .start(0, I32_CONST, 0x7f, 0x28, 2, 0, DROP)
                .build();
    }

    public static byte[] endlessRecursion() {
        return new ModuleBytes().memory(1, -1).start(0, CALL, 0).build();
    }

    public static byte[] endlessLoop() {
        return new ModuleBytes()
                .memory(1, -1)
                .start(0, 0x03, 0x40, 0x0c, 0, 0x0b)
                .build();
    }

    /** Fills all of its memory for ever. */
    public static byte[] endlessFill(int pages) {
        return new ModuleBytes()
                .memory(pages, -1)
                .start(
                        0, 0x03, 0x40, // loop
                        I32_CONST, 0, I32_CONST, 7, 0x3f, 0, I32_CONST, 0x10, 0x74, // 0, 7, memory.size << 16
                        0xfc, 0x0b, 0, // memory.fill
                        0x0c, 0, 0x0b)
                .build();
    }

    /** Copies all of its memory onto itself, one byte further, for ever. */
    public static byte[] endlessCopy(int pages) {
        return new ModuleBytes()
                .memory(pages, -1)
                .start(
                        0, 0x03, 0x40, I32_CONST, 1, I32_CONST, 0, 0x3f, 0, I32_CONST, 0x10, 0x74, I32_CONST, 1, 0x6b,
                        0xfc, 0x0a, 0, 0, // memory.copy
                        0x0c, 0, 0x0b)
                .build();
    }

    /** Waits for about a year, by poll_oneoff with one relative clock subscription at address 0. */
    public static byte[] sleeping() {
        return new ModuleBytes()
                .wasi("poll_oneoff", "iiii", true)
                .memory(1, -1)
                .start(
                        0, I32_CONST, 24, 0x42, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x38, 0x37, 3, 0, // i64.store
                        I32_CONST, 0, I32_CONST, 0xc0, 0x00, I32_CONST, 1, I32_CONST, 0x20, CALL, 0, DROP)
                .build();
    }

    /** Grows its memory by so many pages and ends with 0 when it got them, with 1 when not. */
    public static byte[] grow(int pages) {
        byte[] delta = ModuleBytes.sleb(pages);
        int[] body = new int[delta.length + 8];
        int at = 0;
        body[at++] = I32_CONST;
        for (byte one : delta) {
            body[at++] = one & 0xff;
        }
        body[at++] = 0x40;
        body[at++] = 0;
        body[at++] = I32_CONST;
        body[at++] = 0x7f;
        body[at++] = 0x46; // i32.eq
        body[at++] = CALL;
        body[at] = 0;
        return new ModuleBytes()
                .wasi("proc_exit", "i", false)
                .memory(1, -1)
                .start(0, body)
                .build();
    }

    /** Asks for more memory than there is, and then traps. */
    public static byte[] growAndTrap() {
        return new ModuleBytes()
                .memory(1, -1)
                .start(0, I32_CONST, 0xff, 0xff, 0x01, 0x40, 0, DROP, 0x00)
                .build();
    }

    /** Grows its table by 10 entries and ends with the size it had before. */
    public static byte[] growTable() {
        return new ModuleBytes()
                .wasi("proc_exit", "i", false)
                .table(5)
                .memory(1, -1)
                .start(0, 0xd0, 0x70, I32_CONST, 10, 0xfc, 0x0f, 0, I32_CONST, 0xff, 0x00, 0x71, CALL, 0)
                .build();
    }

    /** Adds one to a number in memory and ends with it. */
    public static byte[] countUp() {
        return new ModuleBytes()
                .wasi("proc_exit", "i", false)
                .memory(1, -1)
                .start(
                        0, I32_CONST, 0, I32_CONST, 0, 0x28, 2, 0, I32_CONST, 1, 0x6a, 0x36, 2, 0, I32_CONST, 0, 0x28,
                        2, 0, CALL, 0)
                .build();
    }

    /** Writes 64 KiB to standard output for ever. */
    public static byte[] endlessOutput() {
        return new ModuleBytes()
                .wasi("fd_write", "iiii", true)
                .memory(2, -1)
                .start(
                        0, I32_CONST, 0, I32_CONST, 0xc0, 0x00, 0x36, 2, 0, // vector: address 64
                        I32_CONST, 4, I32_CONST, 0x80, 0x80, 4, 0x36, 2, 0, // length 65536
                        0x03, 0x40, I32_CONST, 1, I32_CONST, 0, I32_CONST, 1, I32_CONST, 16, CALL, 0, DROP, 0x0c, 0,
                        0x0b)
                .build();
    }

    /** Writes a text to standard output. */
    public static byte[] print(String text) {
        int length = text.length();
        return new ModuleBytes()
                .wasi("fd_write", "iiii", true)
                .memory(1, -1)
                .data(64, text)
                .start(
                        0, I32_CONST, 0, I32_CONST, 0xc0, 0x00, 0x36, 2, 0, I32_CONST, 4, I32_CONST, length, 0x36, 2, 0,
                        I32_CONST, 1, I32_CONST, 0, I32_CONST, 1, I32_CONST, 16, CALL, 0, DROP)
                .build();
    }

    /** Asks for 4 GiB of random bytes, of which it has no room, and ends with the answer. */
    public static byte[] tooMuchRandom() {
        return new ModuleBytes()
                .wasi("random_get", "ii", true)
                .wasi("proc_exit", "i", false)
                .memory(1, -1)
                .start(0, I32_CONST, 0, I32_CONST, 0x7f, CALL, 0, CALL, 1)
                .build();
    }

    public static byte[] needsSockets() {
        return new ModuleBytes()
                .wasi("sock_open", "iiiiii", true)
                .imported("env", "launch_missiles", "", false)
                .memory(1, -1)
                .start(0)
                .build();
    }

    /** Fills its two pages with sevens. */
    public static byte[] fillOnce() {
        return new ModuleBytes()
                .memory(2, 2)
                .start(0, I32_CONST, 0, I32_CONST, 7, 0x3f, 0, I32_CONST, 0x10, 0x74, 0xfc, 0x0b, 0) // memory.fill
                .build();
    }

    /** Ends with 1 when a byte of its two pages is not zero at the start, else with 0. */
    public static byte[] lookForNonZero() {
        return new ModuleBytes()
                .wasi("proc_exit", "i", false)
                .memory(2, 2)
                .start(
                        1, 0x03, 0x40, // loop
                        0x20, 0, 0x29, 3, 0, 0x50, 0x45, 0x04, 0x40, // if i64.load(at) != 0
                        I32_CONST, 1, 0x10, 0, 0x0b, // proc_exit(1)
                        0x20, 0, I32_CONST, 8, 0x6a, 0x22, 0, // at += 8
                        0x3f, 0, I32_CONST, 0x10, 0x74, 0x49, 0x0d, 0, 0x0b) // while at < memory.size << 16
                .build();
    }
}

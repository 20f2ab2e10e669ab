package dev.triptych.driver.wasm.engine.wasmtime;

import java.lang.foreign.MemorySegment;

/** Address space from the kernel: reserved whole, made usable bit by bit, given back whole. */
final class Pages {
    private static final int NONE = 0;
    private static final int READ_WRITE = 3;
    private static final int PRIVATE_ANONYMOUS_NORESERVE = 0x2 | 0x20 | 0x4000;
    private static final long FAILED = -1;

    private static final Map MMAP = NativeLibrary.ofTheSystem().function("mmap", Map.class);
    private static final Protect MPROTECT = NativeLibrary.ofTheSystem().function("mprotect", Protect.class);
    private static final Unmap MUNMAP = NativeLibrary.ofTheSystem().function("munmap", Unmap.class);

    private Pages() {}

    /** {@code mmap}. */
    public interface Map {
        MemorySegment call(MemorySegment address, long length, int protection, int flags, int file, long offset);
    }

    /** {@code mprotect}. */
    public interface Protect {
        int call(MemorySegment address, long length, int protection);
    }

    /** {@code munmap}. */
    public interface Unmap {
        int call(MemorySegment address, long length);
    }

    /** Address space that nothing may touch yet; null when there is none. */
    @SuppressWarnings("restricted") // exactly what was mapped
    static @org.jspecify.annotations.Nullable MemorySegment reserve(long bytes) {
        MemorySegment made = MMAP.call(MemorySegment.NULL, bytes, NONE, PRIVATE_ANONYMOUS_NORESERVE, -1, 0);
        return made.address() == FAILED ? null : made.reinterpret(bytes);
    }

    /** Lets a range be read and written; whether that was possible. */
    static boolean open(MemorySegment range) {
        return range.byteSize() == 0 || MPROTECT.call(range, range.byteSize(), READ_WRITE) == 0;
    }

    static void release(MemorySegment all) {
        if (MUNMAP.call(all, all.byteSize()) != 0) {
            throw new IllegalStateException("munmap refused " + all);
        }
    }
}

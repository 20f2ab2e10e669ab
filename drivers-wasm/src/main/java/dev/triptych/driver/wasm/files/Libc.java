package dev.triptych.driver.wasm.files;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * The C library's calls that take a directory's descriptor. Java has no {@code openat} and no {@code mkdirat}: its
 * SecureDirectoryStream neither creates directories nor reads links.
 *
 * <p>Every method throws {@link FileFault} when the call fails. Names are bytes without NUL.
 */
final class Libc {
    private static final Linker LINKER = Linker.nativeLinker();
    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
    private static final Linker.Option CAPTURE = Linker.Option.captureCallState("errno");

    private static final MethodHandle OPENAT = bind(
            "openat",
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT),
            Linker.Option.firstVariadicArg(3));
    private static final MethodHandle CLOSE = bind("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    private static final MethodHandle READLINKAT =
            bind("readlinkat", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG));
    private static final MethodHandle STATX =
            bind("statx", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS));
    private static final MethodHandle MKDIRAT =
            bind("mkdirat", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle UNLINKAT =
            bind("unlinkat", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle RENAMEAT =
            bind("renameat", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, ADDRESS));
    private static final MethodHandle SYMLINKAT =
            bind("symlinkat", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, ADDRESS));
    private static final MethodHandle UTIMENSAT =
            bind("utimensat", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, ADDRESS, JAVA_INT));
    private static final MethodHandle FUTIMENS = bind("futimens", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS));
    private static final MethodHandle GETDENTS =
            bind("getdents64", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
    private static final MethodHandle LSEEK =
            bind("lseek", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT));
    private static final MethodHandle READ =
            bind("read", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
    private static final MethodHandle WRITE =
            bind("write", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
    private static final MethodHandle PREAD =
            bind("pread", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle PWRITE =
            bind("pwrite", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle FTRUNCATE =
            bind("ftruncate", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG));
    private static final MethodHandle FSYNC = bind("fsync", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    private static final MethodHandle FDATASYNC = bind("fdatasync", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    private static final MethodHandle FCNTL = bind(
            "fcntl", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT), Linker.Option.firstVariadicArg(2));

    /** The most bytes one read or write moves, so that no guest makes the host hold more. */
    static final int TRANSFER = 64 * 1024;

    private static final int STATX_BYTES = 256;
    private static final int STATX_BASIC = 0x7ff;
    private static final int LINK_BYTES = 4096;

    private Libc() {}

    static int openAt(int directory, byte[] name, int flags, int mode) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            return (int) checked((int) OPENAT.invokeExact(state, directory, text(arena, name), flags, mode), state);
        } catch (Throwable e) {
            throw rethrown(e);
        }
    }

    static void close(int descriptor) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            checked((int) CLOSE.invokeExact(state, descriptor), state);
        } catch (Throwable e) {
            throw rethrown(e);
        }
    }

    static byte[] readLinkAt(int directory, byte[] name) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            MemorySegment target = arena.allocate(LINK_BYTES);
            long length = checked(
                    (long) READLINKAT.invokeExact(state, directory, text(arena, name), target, (long) LINK_BYTES),
                    state);
            return target.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
        } catch (Throwable e) {
            throw rethrown(e);
        }
    }

    /** Of the name in the directory itself, never of what a link points to; an empty name means the descriptor. */
    static FileStat statAt(int directory, byte[] name) {
        int flags = OpenFlags.AT_SYMLINK_NOFOLLOW | (name.length == 0 ? OpenFlags.AT_EMPTY_PATH : 0);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            MemorySegment stat = arena.allocate(STATX_BYTES, 8);
            checked((int) STATX.invokeExact(state, directory, text(arena, name), flags, STATX_BASIC, stat), state);
            return FileStat.ofStatx(stat);
        } catch (Throwable e) {
            throw rethrown(e);
        }
    }

    static void makeDirectoryAt(int directory, byte[] name, int mode) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            checked((int) MKDIRAT.invokeExact(state, directory, text(arena, name), mode), state);
        } catch (Throwable e) {
            throw rethrown(e);
        }
    }

    static void unlinkAt(int directory, byte[] name, int flags) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            checked((int) UNLINKAT.invokeExact(state, directory, text(arena, name), flags), state);
        } catch (Throwable e) {
            throw rethrown(e);
        }
    }

    static void renameAt(int from, byte[] name, int to, byte[] newName) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            checked((int) RENAMEAT.invokeExact(state, from, text(arena, name), to, text(arena, newName)), state);
        } catch (Throwable e) {
            throw rethrown(e);
        }
    }

    static void symlinkAt(byte[] target, int directory, byte[] name) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            checked((int) SYMLINKAT.invokeExact(state, text(arena, target), directory, text(arena, name)), state);
        } catch (Throwable e) {
            throw rethrown(e);
        }
    }

    /** Sets the times of the name itself; an empty name means the descriptor. */
    static void setTimesAt(int directory, byte[] name, FileTimes times) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            MemorySegment both = times.toTimespecs(arena);
            int result = name.length == 0
                    ? (int) FUTIMENS.invokeExact(state, directory, both)
                    : (int) UTIMENSAT.invokeExact(
                            state, directory, text(arena, name), both, OpenFlags.AT_SYMLINK_NOFOLLOW);
            checked(result, state);
        } catch (Throwable e) {
            throw rethrown(e);
        }
    }

    static byte[] directoryEntries(int descriptor) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            MemorySegment entries = arena.allocate(TRANSFER, 8);
            long length = checked((long) GETDENTS.invokeExact(state, descriptor, entries, (long) TRANSFER), state);
            return entries.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
        } catch (Throwable e) {
            throw rethrown(e);
        }
    }

    static long seek(int descriptor, long offset, int whence) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            return checked((long) LSEEK.invokeExact(state, descriptor, offset, whence), state);
        } catch (Throwable e) {
            throw rethrown(e);
        }
    }

    /** Reads at most {@link #TRANSFER} bytes; at a negative offset, from the descriptor's own position. */
    static byte[] read(int descriptor, int length, long offset) {
        int bounded = Math.min(length, TRANSFER);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            MemorySegment buffer = arena.allocate(Math.max(bounded, 1));
            long count = offset < 0
                    ? (long) READ.invokeExact(state, descriptor, buffer, (long) bounded)
                    : (long) PREAD.invokeExact(state, descriptor, buffer, (long) bounded, offset);
            return buffer.asSlice(0, checked(count, state)).toArray(ValueLayout.JAVA_BYTE);
        } catch (Throwable e) {
            throw rethrown(e);
        }
    }

    /** Writes as much as the kernel takes; at a negative offset, at the descriptor's own position. */
    static int write(int descriptor, byte[] bytes, long offset) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            MemorySegment buffer = arena.allocateFrom(ValueLayout.JAVA_BYTE, bytes);
            long count = offset < 0
                    ? (long) WRITE.invokeExact(state, descriptor, buffer, (long) bytes.length)
                    : (long) PWRITE.invokeExact(state, descriptor, buffer, (long) bytes.length, offset);
            return (int) checked(count, state);
        } catch (Throwable e) {
            throw rethrown(e);
        }
    }

    static void truncate(int descriptor, long size) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            checked((int) FTRUNCATE.invokeExact(state, descriptor, size), state);
        } catch (Throwable e) {
            throw rethrown(e);
        }
    }

    static void sync(int descriptor, boolean metadata) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            int result = metadata
                    ? (int) FSYNC.invokeExact(state, descriptor)
                    : (int) FDATASYNC.invokeExact(state, descriptor);
            checked(result, state);
        } catch (Throwable e) {
            throw rethrown(e);
        }
    }

    static void setStatusFlags(int descriptor, int flags) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            checked((int) FCNTL.invokeExact(state, descriptor, OpenFlags.F_SETFL, flags), state);
        } catch (Throwable e) {
            throw rethrown(e);
        }
    }

    @SuppressWarnings("restricted") // this class is where native access is meant to be
    private static MethodHandle bind(String name, FunctionDescriptor type, Linker.Option... more) {
        Linker.Option[] options = new Linker.Option[more.length + 1];
        System.arraycopy(more, 0, options, 0, more.length);
        options[more.length] = CAPTURE;
        return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), type, options);
    }

    private static MemorySegment text(Arena arena, byte[] name) {
        MemorySegment text = arena.allocate(name.length + 1L);
        MemorySegment.copy(name, 0, text, ValueLayout.JAVA_BYTE, 0, name.length);
        return text;
    }

    private static long checked(long result, MemorySegment state) {
        if (result < 0) {
            throw new FileFault(Errno.ofLinux((int) ERRNO.get(state, 0L)));
        }
        return result;
    }

    private static RuntimeException rethrown(Throwable e) {
        return switch (e) {
            case Error error -> throw error;
            case RuntimeException known -> known;
            default -> new IllegalStateException(e);
        };
    }
}

package dev.triptych.driver.wasm.host.wire;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * The C library's calls for Unix-domain sockets, of which Java lacks the one that passes open files (unix(7),
 * {@code SCM_RIGHTS}). Structures are those of Linux on 64-bit machines. Each method throws an {@link IOException} with
 * the number of the error.
 */
final class NativeSocket {
    private static final Linker LINKER = Linker.nativeLinker();
    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
    private static final Linker.Option CAPTURE = Linker.Option.captureCallState("errno");

    private static final MethodHandle SOCKET =
            bind("socket", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
    private static final MethodHandle BIND = bind("bind", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle CONNECT =
            bind("connect", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle LISTEN = bind("listen", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
    private static final MethodHandle ACCEPT =
            bind("accept4", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, ADDRESS, JAVA_INT));
    private static final MethodHandle SENDMSG =
            bind("sendmsg", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle RECVMSG =
            bind("recvmsg", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle SETSOCKOPT =
            bind("setsockopt", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle OPEN =
            bind("open", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT), Linker.Option.firstVariadicArg(2));
    private static final MethodHandle CLOSE = bind("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

    private static final int AF_UNIX = 1;
    private static final int SOCK_SEQPACKET = 5;
    private static final int CLOEXEC = 0x80000;
    private static final int O_PATH = 0x200000;
    private static final int O_DIRECTORY = 0x10000;
    private static final int SOL_SOCKET = 1;
    private static final int SO_RCVTIMEO = 20;
    private static final int SCM_RIGHTS = 1;
    private static final int MSG_NOSIGNAL = 0x4000;
    private static final int MSG_CMSG_CLOEXEC = 0x40000000;

    private static final int ADDRESS_BYTES = 110;
    private static final int PATH_BYTES = ADDRESS_BYTES - 2;
    private static final int HEADER_BYTES = 56;
    private static final int CONTROL_BYTES = 24;
    private static final long CONTROL_LENGTH = 20;
    private static final int BACKLOG = 16;

    private NativeSocket() {}

    static int listening(Path path) throws IOException {
        int socket = socket();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            checked((int) BIND.invokeExact(state, socket, address(arena, path), ADDRESS_BYTES), state, "bind");
            checked((int) LISTEN.invokeExact(state, socket, BACKLOG), state, "listen");
            return socket;
        } catch (Throwable e) {
            close(socket);
            throw rethrown(e);
        }
    }

    static int accept(int socket) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            return (int) checked(
                    (int) ACCEPT.invokeExact(state, socket, MemorySegment.NULL, MemorySegment.NULL, CLOEXEC),
                    state,
                    "accept");
        } catch (Throwable e) {
            throw rethrown(e);
        }
    }

    static int connected(Path path) throws IOException {
        int socket = socket();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            checked((int) CONNECT.invokeExact(state, socket, address(arena, path), ADDRESS_BYTES), state, "connect");
            return socket;
        } catch (Throwable e) {
            close(socket);
            throw rethrown(e);
        }
    }

    /** Bounds how long {@link #receive} waits, in seconds. */
    static void receiveTimeout(int socket, long seconds) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            MemorySegment time = arena.allocate(16, 8);
            time.set(JAVA_LONG, 0, seconds);
            checked(
                    (int) SETSOCKOPT.invokeExact(state, socket, SOL_SOCKET, SO_RCVTIMEO, time, 16),
                    state,
                    "setsockopt");
        } catch (Throwable e) {
            throw rethrown(e);
        }
    }

    /** Opens a directory as a mere place: what may be done there is asked when it is used. */
    static int directory(Path path) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            MemorySegment name = arena.allocateFrom(path.toString(), StandardCharsets.UTF_8);
            return (int) checked((int) OPEN.invokeExact(state, name, O_PATH | O_DIRECTORY | CLOEXEC), state, "open");
        } catch (Throwable e) {
            throw rethrown(e);
        }
    }

    /** Sends a message, with a descriptor unless that is negative. */
    static void send(int socket, byte[] bytes, int descriptor) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            Message message = new Message(arena, bytes.length);
            MemorySegment.copy(bytes, 0, message.content, JAVA_BYTE, 0, bytes.length);
            if (descriptor >= 0) {
                message.attach(descriptor);
            } else {
                message.withoutControl();
            }
            checked((long) SENDMSG.invokeExact(state, socket, message.header, MSG_NOSIGNAL), state, "sendmsg");
        } catch (Throwable e) {
            throw rethrown(e);
        }
    }

    /** A message of at most so many bytes, and the descriptor that came with it, or -1. */
    static Received receive(int socket, int mostBytes) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            Message message = new Message(arena, mostBytes);
            long length = checked(
                    (long) RECVMSG.invokeExact(state, socket, message.header, MSG_CMSG_CLOEXEC), state, "recvmsg");
            return new Received(message.content.asSlice(0, length).toArray(JAVA_BYTE), message.attached());
        } catch (Throwable e) {
            throw rethrown(e);
        }
    }

    static void close(int descriptor) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            int _ = (int) CLOSE.invokeExact(state, descriptor);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static int socket() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            return (int)
                    checked((int) SOCKET.invokeExact(state, AF_UNIX, SOCK_SEQPACKET | CLOEXEC, 0), state, "socket");
        } catch (Throwable e) {
            throw rethrown(e);
        }
    }

    private static MemorySegment address(Arena arena, Path path) throws IOException {
        byte[] text = path.toString().getBytes(StandardCharsets.UTF_8);
        if (text.length >= PATH_BYTES) {
            throw new IOException("the path of a socket is too long: " + path);
        }
        MemorySegment address = arena.allocate(ADDRESS_BYTES, 2);
        address.set(JAVA_SHORT, 0, (short) AF_UNIX);
        MemorySegment.copy(text, 0, address, JAVA_BYTE, 2, text.length);
        return address;
    }

    /** {@code struct msghdr} with one piece of content and room for one descriptor. */
    private static final class Message {
        private final MemorySegment header;
        private final MemorySegment content;
        private final MemorySegment control;

        Message(Arena arena, int bytes) {
            content = arena.allocate(bytes);
            control = arena.allocate(CONTROL_BYTES, 8);
            MemorySegment vector = arena.allocate(16, 8);
            vector.set(ADDRESS, 0, content);
            vector.set(JAVA_LONG, 8, bytes);
            header = arena.allocate(HEADER_BYTES, 8);
            header.set(ADDRESS, 16, vector);
            header.set(JAVA_LONG, 24, 1);
            header.set(ADDRESS, 32, control);
            header.set(JAVA_LONG, 40, CONTROL_BYTES);
        }

        void attach(int descriptor) {
            control.set(JAVA_LONG, 0, CONTROL_LENGTH);
            control.set(JAVA_INT, 8, SOL_SOCKET);
            control.set(JAVA_INT, 12, SCM_RIGHTS);
            control.set(JAVA_INT, 16, descriptor);
        }

        void withoutControl() {
            header.set(JAVA_LONG, 40, 0);
        }

        int attached() {
            boolean one = header.get(JAVA_LONG, 40) >= CONTROL_LENGTH
                    && control.get(JAVA_LONG, 0) == CONTROL_LENGTH
                    && control.get(JAVA_INT, 8) == SOL_SOCKET
                    && control.get(JAVA_INT, 12) == SCM_RIGHTS;
            return one ? control.get(JAVA_INT, 16) : -1;
        }
    }

    /** What came. */
    @SuppressWarnings("ArrayRecordComponent") // read once, never compared
    record Received(byte[] bytes, int descriptor) {}

    @SuppressWarnings("restricted") // calls whose pointers are all made here
    private static MethodHandle bind(String name, FunctionDescriptor type, Linker.Option... more) {
        Linker.Option[] options = new Linker.Option[more.length + 1];
        System.arraycopy(more, 0, options, 0, more.length);
        options[more.length] = CAPTURE;
        return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), type, options);
    }

    private static long checked(long result, MemorySegment state, String call) throws IOException {
        if (result < 0) {
            throw new IOException(call + " failed with error " + (int) ERRNO.get(state, 0L));
        }
        return result;
    }

    private static IOException rethrown(Throwable e) {
        return switch (e) {
            case Error error -> throw error;
            case RuntimeException known -> throw known;
            case IOException known -> known;
            default -> new IOException(e);
        };
    }
}

package dev.triptych.driver.wasm.wasi;

import dev.triptych.driver.wasm.files.Errno;
import dev.triptych.driver.wasm.files.FileFault;
import dev.triptych.driver.wasm.files.GuestFile;
import dev.triptych.driver.wasm.wasi.WasiFunction.Args;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** Reading, writing and seeking. One call moves at most a MiB, in pieces of 64 KiB, and says how much it moved. */
final class StreamCalls {
    private static final int PIECE = 64 * 1024;
    private static final int MOST_BYTES = 1024 * 1024;
    private static final int MOST_VECTORS = 1024;
    private static final int VECTOR_BYTES = 8;
    private static final int POSITION = -1;
    private static final byte[] NOTHING = {};

    private StreamCalls() {}

    static void fdRead(Preview1 host, GuestMemory memory, Args args) {
        int moved = switch (host.descriptor(args.i(0))) {
            case Descriptor.Input input -> scatter(memory, args, (n, _) -> read(input.stream(), n), POSITION);
            case Descriptor.OpenFile open -> scatter(memory, args, file(open, Rights.FD_READ)::read, POSITION);
            case Descriptor.OpenDirectory _ -> throw new FileFault(Errno.ISDIR);
            case Descriptor.Output _ -> throw new FileFault(Errno.BADF);
        };
        memory.writeInt(args.i(3), moved);
    }

    static void fdPread(Preview1 host, GuestMemory memory, Args args) {
        GuestFile file = file(host, args.i(0), Rights.FD_READ);
        memory.writeInt(args.i(4), scatter(memory, args, file::read, offset(args)));
    }

    static void fdWrite(Preview1 host, GuestMemory memory, Args args) {
        int moved = switch (host.descriptor(args.i(0))) {
            case Descriptor.Output output -> gather(memory, args, (bytes, _) -> write(output, bytes), POSITION);
            case Descriptor.OpenFile open -> gather(memory, args, file(open, Rights.FD_WRITE)::write, POSITION);
            case Descriptor.OpenDirectory _ -> throw new FileFault(Errno.ISDIR);
            case Descriptor.Input _ -> throw new FileFault(Errno.BADF);
        };
        memory.writeInt(args.i(3), moved);
    }

    static void fdPwrite(Preview1 host, GuestMemory memory, Args args) {
        GuestFile file = file(host, args.i(0), Rights.FD_WRITE);
        memory.writeInt(args.i(4), gather(memory, args, file::write, offset(args)));
    }

    static void fdSeek(Preview1 host, GuestMemory memory, Args args) {
        int whence = args.i(2);
        if (whence < 0 || whence > 2) {
            throw new FileFault(Errno.INVAL);
        }
        memory.writeLong(args.i(3), file(host, args.i(0), 0).seek(args.l(1), whence));
    }

    static void fdTell(Preview1 host, GuestMemory memory, Args args) {
        memory.writeLong(args.i(1), file(host, args.i(0), 0).seek(0, 1));
    }

    private static GuestFile file(Descriptor.OpenFile open, long right) {
        Rights.require(open.rights(), right);
        return open.file();
    }

    private static GuestFile file(Preview1 host, int number, long right) {
        return switch (host.descriptor(number)) {
            case Descriptor.OpenFile open -> file(open, right);
            case Descriptor.OpenDirectory _ -> throw new FileFault(Errno.ISDIR);
            case Descriptor.Input _, Descriptor.Output _ -> throw new FileFault(Errno.SPIPE);
        };
    }

    private static long offset(Args args) {
        if (args.l(3) < 0) {
            throw new FileFault(Errno.INVAL);
        }
        return args.l(3);
    }

    /** Reads into the vectors until one is not filled. */
    private static int scatter(GuestMemory memory, Args args, Reader reader, long offset) {
        int moved = 0;
        for (Vectors vectors = new Vectors(memory, args.i(1), args.i(2)); moved < MOST_BYTES && vectors.next(); ) {
            int wanted = Math.min(vectors.length, Math.min(PIECE, MOST_BYTES - moved));
            byte[] bytes = reader.read(wanted, offset < 0 ? offset : offset + moved);
            memory.write(vectors.address, bytes);
            moved += bytes.length;
            vectors.advance(bytes.length);
            if (bytes.length < wanted) {
                break;
            }
        }
        return moved;
    }

    private static int gather(GuestMemory memory, Args args, Writer writer, long offset) {
        int moved = 0;
        for (Vectors vectors = new Vectors(memory, args.i(1), args.i(2)); moved < MOST_BYTES && vectors.next(); ) {
            int wanted = Math.min(vectors.length, Math.min(PIECE, MOST_BYTES - moved));
            int written = writer.write(memory.read(vectors.address, wanted), offset < 0 ? offset : offset + moved);
            moved += written;
            vectors.advance(written);
            if (written < wanted) {
                break;
            }
        }
        return moved;
    }

    private static byte[] read(InputStream stream, int length) {
        try {
            byte[] bytes = new byte[length];
            int count = stream.read(bytes);
            return count <= 0 ? NOTHING : Arrays.copyOf(bytes, count);
        } catch (IOException e) {
            Preview1.checkInterrupt();
            throw new FileFault(Errno.IO);
        }
    }

    private static int write(Descriptor.Output output, byte[] bytes) {
        Preview1.checkInterrupt();
        output.sink().write(bytes);
        return bytes.length;
    }

    private interface Reader {
        byte[] read(int length, long offset);
    }

    private interface Writer {
        int write(byte[] bytes, long offset);
    }

    /** Walks the guest's list of buffers, all of which must lie in its memory. */
    private static final class Vectors {
        private final GuestMemory memory;
        private final int list;
        private final int count;
        private int index = -1;
        private int address;
        private int length;

        Vectors(GuestMemory memory, int list, int count) {
            if (count < 0 || count > MOST_VECTORS) {
                throw new FileFault(Errno.INVAL);
            }
            this.memory = memory;
            this.list = list;
            this.count = count;
            memory.check(list, (long) count * VECTOR_BYTES);
        }

        /** Goes on to the next buffer that has room; the first time, to the first. */
        boolean next() {
            while (length == 0) {
                if (++index >= count) {
                    return false;
                }
                address = memory.readInt(list + index * VECTOR_BYTES);
                long size = Integer.toUnsignedLong(memory.readInt(list + index * VECTOR_BYTES + Integer.BYTES));
                memory.check(address, size);
                length = (int) Math.min(size, Integer.MAX_VALUE);
            }
            return true;
        }

        void advance(int bytes) {
            address += bytes;
            length -= bytes;
        }
    }
}

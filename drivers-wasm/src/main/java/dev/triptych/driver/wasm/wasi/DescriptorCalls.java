package dev.triptych.driver.wasm.wasi;

import dev.triptych.driver.wasm.files.DirectoryEntry;
import dev.triptych.driver.wasm.files.Durability;
import dev.triptych.driver.wasm.files.Errno;
import dev.triptych.driver.wasm.files.FileFault;
import dev.triptych.driver.wasm.files.FileKind;
import dev.triptych.driver.wasm.files.FileStat;
import dev.triptych.driver.wasm.files.FileTimes;
import dev.triptych.driver.wasm.files.GuestFile;
import dev.triptych.driver.wasm.files.GuestNode;
import dev.triptych.driver.wasm.wasi.WasiFunction.Args;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** What a guest can ask about a descriptor it holds. */
final class DescriptorCalls {
    private static final int APPEND = 1;
    private static final int DSYNC = 2;
    private static final int RSYNC = 8;
    private static final int SYNC = 16;
    private static final int ANY_SYNC = DSYNC | RSYNC | SYNC;
    private static final int ENTRY_BYTES = 24;
    private static final int MOST_LISTING = 1024 * 1024;

    private DescriptorCalls() {}

    /** Advice may be ignored, a wrong one not. */
    static void fdAdvise(Preview1 host, GuestMemory memory, Args args) {
        file(host, args.i(0));
        if (args.l(1) < 0 || args.l(2) < 0 || args.i(3) < 0 || args.i(3) > 5) {
            throw new FileFault(Errno.INVAL);
        }
    }

    static void fdAllocate(Preview1 host, GuestMemory memory, Args args) {
        GuestFile file = file(host, args.i(0));
        long end = args.l(1) + args.l(2);
        if (args.l(1) < 0 || args.l(2) <= 0 || end < 0) {
            throw new FileFault(Errno.INVAL);
        }
        if (end > file.stat().size()) {
            file.resize(end);
        }
    }

    static void fdClose(Preview1 host, GuestMemory memory, Args args) {
        host.closeDescriptor(args.i(0));
    }

    static void fdDatasync(Preview1 host, GuestMemory memory, Args args) {
        node(host, args.i(0)).sync(false);
    }

    static void fdSync(Preview1 host, GuestMemory memory, Args args) {
        node(host, args.i(0)).sync(true);
    }

    static void fdFdstatGet(Preview1 host, GuestMemory memory, Args args) {
        int at = args.i(1);
        Descriptor descriptor = host.descriptor(args.i(0));
        memory.check(at, 24);
        memory.writeLong(at, 0);
        memory.writeByte(at, kind(descriptor).code());
        memory.writeShort(at + 2, descriptor instanceof Descriptor.OpenFile open ? flags(open.file()) : 0);
        memory.writeLong(at + 8, rights(descriptor));
        memory.writeLong(at + 16, inheriting(descriptor));
    }

    static void fdFdstatSetFlags(Preview1 host, GuestMemory memory, Args args) {
        switch (host.descriptor(args.i(0))) {
            case Descriptor.OpenFile open -> setFlags(open.file(), args);
            case Descriptor.Input _, Descriptor.Output _ -> {
                // Standard streams never block for long, so "do not block" and the rest change nothing.
            }
            case Descriptor.OpenDirectory _ -> throw new FileFault(Errno.INVAL);
        }
    }

    /** Rights can be given up, never gained. */
    static void fdFdstatSetRights(Preview1 host, GuestMemory memory, Args args) {
        Descriptor descriptor = host.descriptor(args.i(0));
        Rights.require(rights(descriptor), args.l(1));
        Rights.require(inheriting(descriptor), args.l(2));
        switch (descriptor) {
            case Descriptor.OpenFile open -> host.replace(args.i(0), new Descriptor.OpenFile(open.file(), args.l(1)));
            case Descriptor.OpenDirectory open ->
                host.replace(
                        args.i(0),
                        new Descriptor.OpenDirectory(open.directory(), open.preopenedAs(), args.l(1), args.l(2)));
            case Descriptor.Input _, Descriptor.Output _ -> {
                // What a standard stream can do is not more than its direction anyway.
            }
        }
    }

    private static int flags(GuestFile file) {
        int synced = switch (file.durability()) {
            case NONE -> 0;
            case DATA -> DSYNC;
            case ALL -> SYNC;
        };
        return synced | (file.append() ? APPEND : 0);
    }

    /** How durable writes are is decided when a file is opened; Linux ignores a later wish, so we refuse it. */
    private static void setFlags(GuestFile file, Args args) {
        boolean asked = args.flag(1, ANY_SYNC);
        if (asked != (file.durability() != Durability.NONE)) {
            throw new FileFault(Errno.NOTSUP);
        }
        file.setAppend(args.flag(1, APPEND));
    }

    static void fdFilestatGet(Preview1 host, GuestMemory memory, Args args) {
        Descriptor descriptor = host.descriptor(args.i(0));
        FileStat stat = switch (descriptor) {
            case Descriptor.OpenFile open -> open.file().stat();
            case Descriptor.OpenDirectory open -> open.directory().stat();
            case Descriptor.Input _, Descriptor.Output _ -> new FileStat(0, args.i(0), kind(descriptor), 1, 0, 0, 0, 0);
        };
        writeStat(memory, args.i(1), stat);
    }

    static void fdFilestatSetSize(Preview1 host, GuestMemory memory, Args args) {
        if (args.l(1) < 0) {
            throw new FileFault(Errno.INVAL);
        }
        file(host, args.i(0)).resize(args.l(1));
    }

    static void fdFilestatSetTimes(Preview1 host, GuestMemory memory, Args args) {
        node(host, args.i(0)).setTimes(times(args.l(1), args.l(2), args.i(3)));
    }

    static void fdPrestatGet(Preview1 host, GuestMemory memory, Args args) {
        memory.writeInt(args.i(1), 0);
        memory.writeInt(args.i(1) + Integer.BYTES, mountName(host, args.i(0)).length);
    }

    static void fdPrestatDirName(Preview1 host, GuestMemory memory, Args args) {
        byte[] name = mountName(host, args.i(0));
        if (Integer.toUnsignedLong(args.i(2)) < name.length) {
            throw new FileFault(Errno.NAMETOOLONG);
        }
        memory.write(args.i(1), name);
    }

    /** Fills the buffer to its end, cutting the last entry: that is how a guest sees that there is more. */
    static void fdReaddir(Preview1 host, GuestMemory memory, Args args) {
        long size = Math.min(Integer.toUnsignedLong(args.i(2)), MOST_LISTING);
        memory.check(args.i(1), size);
        ByteArrayOutputStream listing = new ByteArrayOutputStream();
        long cookie = args.l(3);
        Descriptor.OpenDirectory open = host.directory(args.i(0));
        while (listing.size() < size) {
            Preview1.checkInterrupt();
            List<DirectoryEntry> entries = open.directory().entries(cookie);
            if (entries.isEmpty()) {
                break;
            }
            for (DirectoryEntry entry : entries) {
                listing.writeBytes(encoded(entry));
                cookie = entry.next();
            }
        }
        byte[] bytes = Arrays.copyOf(listing.toByteArray(), (int) Math.min(size, listing.size()));
        memory.write(args.i(1), bytes);
        memory.writeInt(args.i(4), bytes.length);
    }

    static void fdRenumber(Preview1 host, GuestMemory memory, Args args) {
        host.renumber(args.i(0), args.i(1));
    }

    static FileTimes times(long accessed, long modified, int flags) {
        return new FileTimes(time(accessed, flags & 3), time(modified, (flags >> 2) & 3));
    }

    static void writeStat(GuestMemory memory, int at, FileStat stat) {
        memory.check(at, 64);
        memory.writeLong(at, stat.device());
        memory.writeLong(at + 8, stat.inode());
        memory.writeLong(at + 16, stat.kind().code());
        memory.writeLong(at + 24, stat.links());
        memory.writeLong(at + 32, stat.size());
        memory.writeLong(at + 40, stat.accessedNanos());
        memory.writeLong(at + 48, stat.modifiedNanos());
        memory.writeLong(at + 56, stat.changedNanos());
    }

    private static long time(long nanos, int flags) {
        return switch (flags) {
            case 0 -> FileTimes.KEEP;
            case 1 -> nanos;
            case 2 -> FileTimes.NOW;
            default -> throw new FileFault(Errno.INVAL);
        };
    }

    private static byte[] encoded(DirectoryEntry entry) {
        return ByteBuffer.allocate(ENTRY_BYTES + entry.name().length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(entry.next())
                .putLong(entry.inode())
                .putInt(entry.name().length)
                .putInt(entry.kind().code())
                .put(entry.name())
                .array();
    }

    private static byte[] mountName(Preview1 host, int number) {
        if (host.descriptor(number) instanceof Descriptor.OpenDirectory open && open.preopenedAs() != null) {
            return open.preopenedAs().getBytes(StandardCharsets.UTF_8);
        }
        throw new FileFault(Errno.BADF);
    }

    /** A standard stream is a pipe, which preview 1 has no word for. */
    private static FileKind kind(Descriptor descriptor) {
        return switch (descriptor) {
            case Descriptor.OpenDirectory _ -> FileKind.DIRECTORY;
            case Descriptor.OpenFile _ -> FileKind.REGULAR_FILE;
            case Descriptor.Input _, Descriptor.Output _ -> FileKind.UNKNOWN;
        };
    }

    private static long rights(Descriptor descriptor) {
        return switch (descriptor) {
            case Descriptor.OpenDirectory open -> open.rights();
            case Descriptor.OpenFile open -> open.rights();
            case Descriptor.Input _ -> Rights.FD_READ | Rights.POLL;
            case Descriptor.Output _ -> Rights.FD_WRITE | Rights.POLL;
        };
    }

    private static long inheriting(Descriptor descriptor) {
        return descriptor instanceof Descriptor.OpenDirectory open ? open.inheriting() : 0;
    }

    private static GuestNode node(Preview1 host, int number) {
        return switch (host.descriptor(number)) {
            case Descriptor.OpenFile open -> open.file();
            case Descriptor.OpenDirectory open -> open.directory();
            case Descriptor.Input _, Descriptor.Output _ -> throw new FileFault(Errno.INVAL);
        };
    }

    private static GuestFile file(Preview1 host, int number) {
        return switch (host.descriptor(number)) {
            case Descriptor.OpenFile open -> open.file();
            case Descriptor.OpenDirectory _ -> throw new FileFault(Errno.ISDIR);
            case Descriptor.Input _, Descriptor.Output _ -> throw new FileFault(Errno.SPIPE);
        };
    }
}

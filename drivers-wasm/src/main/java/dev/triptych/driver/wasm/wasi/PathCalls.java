package dev.triptych.driver.wasm.wasi;

import dev.triptych.driver.wasm.files.Durability;
import dev.triptych.driver.wasm.files.Errno;
import dev.triptych.driver.wasm.files.FileFault;
import dev.triptych.driver.wasm.files.GuestDirectory;
import dev.triptych.driver.wasm.files.GuestFile;
import dev.triptych.driver.wasm.files.OpenRequest;
import dev.triptych.driver.wasm.wasi.WasiFunction.Args;
import java.util.Arrays;

/** What a guest can ask about a path below a directory it holds. */
final class PathCalls {
    private static final int FOLLOW = 1;
    private static final int CREATE = 1;
    private static final int DIRECTORY = 2;
    private static final int EXCLUSIVE = 4;
    private static final int TRUNCATE = 8;
    private static final int APPEND = 1;
    private static final int DSYNC = 2;
    private static final int RSYNC_OR_SYNC = 8 | 16;
    private static final int MOST_PATH = 4096;

    private PathCalls() {}

    static void open(Preview1 host, GuestMemory memory, Args args) {
        Descriptor.OpenDirectory base = host.directory(args.i(0));
        byte[] path = path(memory, args, 2);
        memory.check(args.i(8), Integer.BYTES);
        host.checkRoom();
        long rights = args.l(5);
        boolean directory = args.flag(4, DIRECTORY);
        if (directory && args.flag(4, CREATE)) {
            throw new FileFault(Errno.INVAL);
        }
        if (args.flag(4, TRUNCATE)) {
            Rights.require(base.rights(), Rights.PATH_FILESTAT_SET_SIZE);
        }
        var opened = base.directory()
                .open(
                        path,
                        new OpenRequest(
                                args.flag(1, FOLLOW),
                                args.flag(4, CREATE),
                                args.flag(4, EXCLUSIVE),
                                args.flag(4, TRUNCATE),
                                directory,
                                (rights & Rights.FD_READ) != 0,
                                !directory && (rights & Rights.WRITING) != 0,
                                !directory && args.flag(7, APPEND),
                                durability(args)));
        Descriptor descriptor = switch (opened) {
            case GuestDirectory found -> directory(found, rights);
            case GuestFile found -> new Descriptor.OpenFile(found, rights & Rights.FILE);
        };
        memory.writeInt(args.i(8), host.add(descriptor));
    }

    private static Durability durability(Args args) {
        return args.flag(7, RSYNC_OR_SYNC) ? Durability.ALL : args.flag(7, DSYNC) ? Durability.DATA : Durability.NONE;
    }

    private static Descriptor directory(GuestDirectory found, long rights) {
        if ((rights & Rights.FD_WRITE) != 0) {
            found.close();
            throw new FileFault(Errno.ISDIR);
        }
        return new Descriptor.OpenDirectory(found, null);
    }

    static void createDirectory(Preview1 host, GuestMemory memory, Args args) {
        base(host, args, 0).makeDirectory(path(memory, args, 1));
    }

    static void removeDirectory(Preview1 host, GuestMemory memory, Args args) {
        base(host, args, 0).removeDirectory(path(memory, args, 1));
    }

    static void unlinkFile(Preview1 host, GuestMemory memory, Args args) {
        base(host, args, 0).removeFile(path(memory, args, 1));
    }

    static void filestatGet(Preview1 host, GuestMemory memory, Args args) {
        DescriptorCalls.writeStat(
                memory, args.i(4), base(host, args, 0).stat(path(memory, args, 2), args.flag(1, FOLLOW)));
    }

    static void filestatSetTimes(Preview1 host, GuestMemory memory, Args args) {
        base(host, args, 0)
                .setTimes(
                        path(memory, args, 2),
                        args.flag(1, FOLLOW),
                        DescriptorCalls.times(args.l(4), args.l(5), args.i(6)));
    }

    static void rename(Preview1 host, GuestMemory memory, Args args) {
        base(host, args, 0).rename(path(memory, args, 1), base(host, args, 3), path(memory, args, 4));
    }

    static void symlink(Preview1 host, GuestMemory memory, Args args) {
        base(host, args, 2).makeLink(path(memory, args, 0), path(memory, args, 3));
    }

    /** A hard link gives a file a second name that no walk can tell from the first; guests cannot make any. */
    @SuppressWarnings("DoNotCallSuggester") // called through the table of functions
    static void link(Preview1 host, GuestMemory memory, Args args) {
        base(host, args, 0);
        base(host, args, 4);
        throw new FileFault(Errno.NOTSUP);
    }

    static void readlink(Preview1 host, GuestMemory memory, Args args) {
        byte[] target = base(host, args, 0).readLink(path(memory, args, 1));
        int length = (int) Math.min(target.length, Integer.toUnsignedLong(args.i(4)));
        memory.write(args.i(3), Arrays.copyOf(target, length));
        memory.writeInt(args.i(5), length);
    }

    private static GuestDirectory base(Preview1 host, Args args, int index) {
        return host.directory(args.i(index)).directory();
    }

    private static byte[] path(GuestMemory memory, Args args, int index) {
        int length = args.i(index + 1);
        if (length < 0 || length > MOST_PATH) {
            throw new FileFault(Errno.NAMETOOLONG);
        }
        byte[] path = memory.read(args.i(index), length);
        if (path.length == 0) {
            throw new FileFault(Errno.NOENT);
        }
        return path;
    }
}

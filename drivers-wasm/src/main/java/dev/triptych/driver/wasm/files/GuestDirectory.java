package dev.triptych.driver.wasm.files;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A directory that a guest has open; every path it gives stays below it. */
public final class GuestDirectory implements GuestNode {
    private static final byte[] SELF = {};
    private static final int SAFE = OpenFlags.NOFOLLOW | OpenFlags.CLOEXEC | OpenFlags.NONBLOCK | OpenFlags.NOCTTY;
    private static final int FILE_MODE = 0666;
    private static final int DIRECTORY_MODE = 0777;

    private final int descriptor;
    private final boolean readOnly;

    private GuestDirectory(int descriptor, boolean readOnly) {
        this.descriptor = descriptor;
        this.readOnly = readOnly;
    }

    /** Opens a directory of the host as a guest's root. */
    public static GuestDirectory mount(Path directory, boolean readOnly) {
        byte[] path = directory.toString().getBytes(StandardCharsets.UTF_8);
        int flags = OpenFlags.DIRECTORY | OpenFlags.CLOEXEC;
        return new GuestDirectory(Libc.openAt(OpenFlags.AT_FDCWD, path, flags, 0), readOnly);
    }

    public GuestNode open(byte[] path, OpenRequest request) {
        if (readOnly && request.changes()) {
            throw new FileFault(Errno.ROFS);
        }
        boolean follow = request.followLink() && !(request.create() && request.exclusive());
        try (Place place = Place.of(descriptor, path, follow)) {
            if (place.directoryWanted() && request.create()) {
                throw new FileFault(Errno.ISDIR);
            }
            int flags = request.flags() | SAFE | (place.directoryWanted() ? OpenFlags.DIRECTORY : 0);
            return opened(Libc.openAt(place.directory(), place.name(), flags, FILE_MODE), request);
        }
    }

    /** Devices, pipes and sockets are not for guests: opening one may block or touch what was not granted. */
    private GuestNode opened(int opened, OpenRequest request) {
        try {
            return switch (Libc.statAt(opened, SELF).kind()) {
                case DIRECTORY -> new GuestDirectory(opened, readOnly);
                case REGULAR_FILE -> new GuestFile(opened, readOnly, request.append(), request.durability());
                default -> throw new FileFault(Errno.ACCES);
            };
        } catch (FileFault e) {
            Libc.close(opened);
            throw e;
        }
    }

    public FileStat stat(byte[] path, boolean follow) {
        try (Place place = Place.of(descriptor, path, follow)) {
            FileStat stat = Libc.statAt(place.directory(), place.name());
            if (place.directoryWanted() && stat.kind() != FileKind.DIRECTORY) {
                throw new FileFault(Errno.NOTDIR);
            }
            return stat;
        }
    }

    public void setTimes(byte[] path, boolean follow, FileTimes times) {
        try (Place place = changing(path, follow)) {
            Libc.setTimesAt(place.directory(), place.name(), times);
        }
    }

    public void makeDirectory(byte[] path) {
        try (Place place = changing(trimmed(path), false)) {
            Libc.makeDirectoryAt(place.directory(), place.name(), DIRECTORY_MODE);
        }
    }

    public void removeDirectory(byte[] path) {
        try (Place place = changing(trimmed(path), false)) {
            Libc.unlinkAt(place.directory(), place.name(), OpenFlags.AT_REMOVEDIR);
        }
    }

    public void removeFile(byte[] path) {
        try (Place place = changing(trimmed(path), false)) {
            if (path[path.length - 1] == '/') {
                boolean directory = Libc.statAt(place.directory(), place.name()).kind() == FileKind.DIRECTORY;
                throw new FileFault(directory ? Errno.ISDIR : Errno.NOTDIR);
            }
            Libc.unlinkAt(place.directory(), place.name(), 0);
        }
    }

    public void rename(byte[] path, GuestDirectory target, byte[] newPath) {
        if (target.readOnly) {
            throw new FileFault(Errno.ROFS);
        }
        try (Place from = changing(trimmed(path), false);
                Place to = Place.of(target.descriptor, trimmed(newPath), false)) {
            boolean slash = path[path.length - 1] == '/' || newPath[newPath.length - 1] == '/';
            if (slash && Libc.statAt(from.directory(), from.name()).kind() != FileKind.DIRECTORY) {
                throw new FileFault(Errno.NOTDIR);
            }
            Libc.renameAt(from.directory(), from.name(), to.directory(), to.name());
        }
    }

    /** Makes a link to a relative target; whether that leads out is judged each time somebody walks it. */
    public void makeLink(byte[] target, byte[] path) {
        if (target.length == 0) {
            throw new FileFault(Errno.NOENT);
        }
        if (target[0] == '/') {
            throw new FileFault(Errno.NOTCAPABLE);
        }
        if (path.length > 0 && path[path.length - 1] == '/') {
            throw new FileFault(Errno.NOENT);
        }
        try (Place place = changing(path, false)) {
            Libc.symlinkAt(target, place.directory(), place.name());
        }
    }

    public byte[] readLink(byte[] path) {
        try (Place place = Place.of(descriptor, path, false)) {
            return Libc.readLinkAt(place.directory(), place.name());
        }
    }

    /** The names from a cookie on; 0 is the start, others come from {@link DirectoryEntry#next}. Empty at the end. */
    public List<DirectoryEntry> entries(long cookie) {
        Libc.seek(descriptor, cookie, 0);
        ByteBuffer bytes = ByteBuffer.wrap(Libc.directoryEntries(descriptor)).order(ByteOrder.nativeOrder());
        List<DirectoryEntry> entries = new ArrayList<>();
        for (int at = 0; at < bytes.limit(); at += Short.toUnsignedInt(bytes.getShort(at + 16))) {
            int end = at + 19;
            while (bytes.get(end) != 0) {
                end++;
            }
            entries.add(new DirectoryEntry(
                    bytes.getLong(at + 8),
                    bytes.getLong(at),
                    FileKind.ofType(bytes.get(at + 18)),
                    Arrays.copyOfRange(bytes.array(), at + 19, end)));
        }
        return entries;
    }

    @Override
    public FileStat stat() {
        return Libc.statAt(descriptor, SELF);
    }

    @Override
    public void setTimes(FileTimes times) {
        if (readOnly) {
            throw new FileFault(Errno.ROFS);
        }
        Libc.setTimesAt(descriptor, SELF, times);
    }

    @Override
    public void sync(boolean metadata) {
        Libc.sync(descriptor, metadata);
    }

    @Override
    public void close() {
        Libc.close(descriptor);
    }

    private Place changing(byte[] path, boolean follow) {
        if (readOnly) {
            throw new FileFault(Errno.ROFS);
        }
        return Place.of(descriptor, path, follow);
    }

    /** Without the last slashes, so that the name before them is not followed when it is a link. */
    private static byte[] trimmed(byte[] path) {
        int end = path.length;
        while (end > 1 && path[end - 1] == '/') {
            end--;
        }
        return end == path.length ? path : Arrays.copyOf(path, end);
    }
}

package dev.triptych.controlplane.dispatch;

import dev.triptych.controlplane.oci.BoundedTarStream;
import dev.triptych.controlplane.platform.DiskGuard;
import dev.triptych.controlplane.platform.ErrorCode;
import dev.triptych.controlplane.platform.TriptychException.LimitReached;
import dev.triptych.controlplane.platform.TriptychException.Unprocessable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/**
 * An upload as a tar file of our own that holds only what may be unpacked: files, folders and links by relative names that stay
 * within. It is written anew entry by entry, so that whoever unpacks it reads what was checked here and nothing else.
 */
final class UploadedArchive implements AutoCloseable {
    /** Without setuid and setgid: files that come from outside give nobody another user's rights. */
    private static final int MODE_BITS = 01777;

    private static final int ORDINARY = 0644;
    private static final int CHUNK = 64 << 10;
    private static final int LONGEST_NAME = 4096;
    private static final long STRETCH = 64L << 20;

    private final Path file;
    private final FilesProperties bounds;
    private final DiskGuard disk;
    private final Set<Path> links = new HashSet<>();
    private final Set<Path> files = new HashSet<>();
    private long asked;

    private UploadedArchive(Path folder, FilesProperties bounds, DiskGuard disk) throws IOException {
        this.bounds = bounds;
        this.disk = disk;
        file = Files.createTempFile(folder, "upload", ".tar");
    }

    /** Fills an archive. */
    @FunctionalInterface
    private interface Filling {
        void into(UploadedArchive archive, TarArchiveOutputStream tar) throws IOException;
    }

    /** Takes over an archive, or refuses it as a whole with {@link ErrorCode#ARCHIVE_REFUSED}. */
    static UploadedArchive ofTar(InputStream body, Path folder, FilesProperties bounds, DiskGuard disk) {
        return filled(folder, bounds, disk, (archive, tar) -> archive.copy(body, tar));
    }

    /** Packs one file. */
    static UploadedArchive ofFile(InputStream body, String name, Path folder, FilesProperties bounds, DiskGuard disk) {
        return filled(folder, bounds, disk, (archive, tar) -> archive.pack(body, name, tar));
    }

    private static UploadedArchive filled(Path folder, FilesProperties bounds, DiskGuard disk, Filling filling) {
        try {
            UploadedArchive archive = new UploadedArchive(folder, bounds, disk);
            boolean done = false;
            try (TarArchiveOutputStream tar =
                    new TarArchiveOutputStream(Files.newOutputStream(archive.file), "UTF-8")) {
                tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
                tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
                tar.setAddPaxHeadersForNonAsciiNames(true);
                filling.into(archive, tar);
                tar.finish();
                done = true;
                return archive;
            } finally {
                if (!done) {
                    archive.close();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("an upload could not be read, or not be kept", e);
        }
    }

    Path file() {
        return file;
    }

    private InputStream bounded(InputStream in) {
        return new CountedStream(in, this::checkSize, () -> {});
    }

    private void checkSize(long bytes) {
        if (bytes > bounds.maxUpload().bytes()) {
            throw new LimitReached(
                    ErrorCode.BODY_TOO_LARGE,
                    "The upload is larger than " + bounds.maxUpload()
                            + ", the most that one may be. triptych.files.max-upload sets it.");
        }
        if (bytes - asked > STRETCH) {
            asked = bytes;
            disk.requireSpace();
        }
    }

    /** The size is known only when all has been read, and stands before the content. */
    private void pack(InputStream body, String name, TarArchiveOutputStream tar) throws IOException {
        Path content = Files.createTempFile(file.getParent(), "upload", ".bytes");
        try {
            try (var out = Files.newOutputStream(content)) {
                bounded(body).transferTo(out);
            }
            TarArchiveEntry entry = new TarArchiveEntry(name);
            entry.setMode(ORDINARY);
            entry.setSize(Files.size(content));
            entry.setModTime(Files.getLastModifiedTime(content));
            tar.putArchiveEntry(entry);
            Files.copy(content, tar);
            tar.closeArchiveEntry();
        } finally {
            Files.delete(content);
        }
    }

    private void copy(InputStream body, TarArchiveOutputStream tar) throws IOException {
        int entries = 0;
        TarArchiveInputStream in = BoundedTarStream.of(bounded(body));
        for (TarArchiveEntry next = next(in); next != null; next = next(in)) {
            entries++;
            if (entries > bounds.mostEntries()) {
                throw refused("It has more than " + bounds.mostEntries()
                        + " entries; triptych.files.most-entries sets the most.");
            }
            Path name = checkedName(next);
            if (!name.toString().isEmpty()) { // the folder itself stays as it is
                copy(in, next, name, tar);
            }
        }
        if (entries == 0) {
            throw refused("It is no tar archive, or an empty one.");
        }
    }

    @SuppressWarnings("NullAway") // the end of an archive is null
    private static TarArchiveEntry next(TarArchiveInputStream in) {
        try {
            return in.getNextEntry();
        } catch (IOException | IllegalArgumentException e) {
            throw refused("It is no tar archive, or a damaged one.");
        }
    }

    private void copy(TarArchiveInputStream in, TarArchiveEntry from, Path name, TarArchiveOutputStream tar)
            throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name + (from.isDirectory() ? "/" : ""), type(from, name));
        entry.setMode(from.getMode() & MODE_BITS);
        entry.setUserId(from.getLongUserId());
        entry.setGroupId(from.getLongGroupId());
        entry.setModTime(from.getLastModifiedTime());
        if (entry.isSymbolicLink() || entry.isLink()) {
            entry.setLinkName(from.getLinkName());
        }
        boolean plain = entry.getLinkFlag() == TarConstants.LF_NORMAL;
        entry.setSize(plain ? from.getSize() : 0);
        tar.putArchiveEntry(entry);
        byte[] chunk = new byte[CHUNK];
        for (int count = plain ? read(in, chunk) : -1; count >= 0; count = read(in, chunk)) {
            tar.write(chunk, 0, count);
        }
        tar.closeArchiveEntry();
    }

    private static int read(TarArchiveInputStream in, byte[] chunk) {
        try {
            return in.read(chunk);
        } catch (IOException e) {
            throw refused("It is damaged, or broke off.");
        }
    }

    private static Path checkedName(TarArchiveEntry entry) {
        String name = entry.getName();
        try {
            Path path = Path.of(name);
            boolean leaves = path.isAbsolute() || contains(path, "..");
            if (leaves || name.length() > LONGEST_NAME) {
                throw refused("Its entry \"" + shown(name) + "\" leads out of the folder: names are relative, without"
                        + " \"..\", and at most " + LONGEST_NAME + " characters.");
            }
            return path.normalize();
        } catch (InvalidPathException e) {
            throw refused("Its entry \"" + shown(name) + "\" has a name that no file can have.");
        }
    }

    private static boolean contains(Path path, String part) {
        for (Path each : path) {
            if (each.toString().equals(part)) {
                return true;
            }
        }
        return false;
    }

    /** What it is written as; nothing that lies behind a link of the same archive. */
    private byte type(TarArchiveEntry entry, Path name) {
        for (Path above = name.getParent(); above != null; above = above.getParent()) {
            if (links.contains(above)) {
                throw refused("Its entry \"" + shown(name.toString()) + "\" lies behind a link of the same archive.");
            }
        }
        if (entry.isSymbolicLink()) {
            checkTarget(entry, name);
            links.add(name);
            return TarConstants.LF_SYMLINK;
        }
        if (links.contains(name)) {
            throw refused("Its entry \"" + shown(name.toString()) + "\" comes twice, once as a link.");
        }
        if (entry.isLink()) {
            boolean known = files.contains(Path.of(entry.getLinkName()).normalize());
            return required(known, entry, TarConstants.LF_LINK, "is a second name of what is not in the archive");
        }
        if (entry.isDirectory()) {
            return TarConstants.LF_DIR;
        }
        // What the library calls a file is whatever is no folder.
        boolean special = entry.isCharacterDevice() || entry.isBlockDevice() || entry.isFIFO();
        boolean plain = !special && !entry.isSparse();
        files.add(name);
        return required(
                plain,
                entry,
                TarConstants.LF_NORMAL,
                "is no plain file: devices, pipes and sparse files are not taken");
    }

    private static byte required(boolean holds, TarArchiveEntry entry, byte type, String otherwise) {
        if (!holds) {
            throw refused("Its entry \"" + shown(entry.getName()) + "\" " + otherwise + ".");
        }
        return type;
    }

    private static void checkTarget(TarArchiveEntry entry, Path name) {
        Path target = Path.of(entry.getLinkName());
        Path above = Objects.requireNonNullElse(name.getParent(), Path.of(""));
        boolean leaves =
                target.isAbsolute() || above.resolve(target).normalize().startsWith("..");
        if (leaves) {
            throw refused("Its link \"" + shown(entry.getName()) + "\" leads out of the archive, to \""
                    + shown(entry.getLinkName()) + "\".");
        }
    }

    private static String shown(String name) {
        String cut = name.length() <= 200 ? name : name.substring(0, 200) + "…";
        return cut.replaceAll("\\p{Cntrl}", "\uFFFD");
    }

    private static Unprocessable refused(String why) {
        return new Unprocessable(ErrorCode.ARCHIVE_REFUSED, "The archive is refused, and nothing was written. " + why);
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(file);
    }
}

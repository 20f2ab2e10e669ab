package dev.triptych.controlplane.oci;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.Deque;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.io.file.PathUtils;
import org.jspecify.annotations.Nullable;

/**
 * A file system laid out as a directory, layer upon layer (OCI image specification, layer.md). Nothing is written outside the
 * directory, whatever an archive says: names cannot climb, parents are resolved before they are used, and nobody else writes
 * here meanwhile.
 */
public final class RootDirectory {
    private static final String GONE = ".wh.";
    private static final String OPAQUE = ".wh..wh..opq";
    private static final int MOST_DEPTH = 64;

    private final Path root;
    private final Unpacking unpacking;
    private long bytes;
    private int entries;

    /** Over an empty directory. */
    RootDirectory(Path root, OciProperties limits) throws IOException {
        this(root, Unpacking.ofImage(limits));
        Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** Over an empty directory, whose own mode and owner stay. */
    public RootDirectory(Path root, Unpacking unpacking) throws IOException {
        this.root = root.toRealPath();
        this.unpacking = unpacking;
    }

    /**
     * Lays one layer, or the one archive, over what is there.
     *
     * @throws UnusableImage saying what is wrong with it; what was laid until then stays
     */
    public void add(InputStream layer) throws IOException {
        BoundedTarStream tar = BoundedTarStream.of(layer);
        try {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                if (++entries > unpacking.maxEntries()) {
                    throw new UnusableImage(
                            unpacking.subject() + " has more than " + unpacking.maxEntries() + " files.");
                }
                add(entry, tar);
            }
        } catch (IllegalArgumentException e) {
            throw new UnusableImage(unpacking.layer() + " is not a sound tar archive.", e);
        }
    }

    private void add(TarArchiveEntry entry, InputStream content) throws IOException {
        Deque<String> names = names(entry.getName());
        if (names.isEmpty()) {
            return;
        }
        String last = names.removeLast();
        Path parent = parent(names, entry.getName());
        if (!unpacking.layered()) {
            place(entry, content, parent, parent.resolve(last));
            Ownership.take(entry, parent.resolve(last));
        } else if (last.equals(OPAQUE)) {
            PathUtils.cleanDirectory(parent);
        } else if (last.startsWith(GONE)) {
            remove(parent.resolve(last.substring(GONE.length())));
        } else {
            place(entry, content, parent, parent.resolve(last));
        }
    }

    private void place(TarArchiveEntry entry, InputStream content, Path parent, Path path) throws IOException {
        if (entry.isDirectory()) {
            if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                remove(path);
                makeDirectory(path);
            }
            return;
        }
        remove(path);
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(path, target(entry, parent));
        } else if (entry.isLink()) {
            Files.createLink(path, linked(entry));
        } else if (isPlain(entry)) {
            long count = Files.copy(BoundedCopy.of(content, unpacking.maxBytes() - bytes, unpacking.subject()), path);
            bytes += count;
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-r--r--"));
        } else {
            throw new UnusableImage(unpacking.subject() + " holds a device or pipe, " + shown(entry.getName())
                    + "; guests get files, directories and links.");
        }
    }

    /** What {@code isFile} calls a file may be anything but a directory. */
    static boolean isPlain(TarArchiveEntry entry) {
        return entry.isFile()
                && !entry.isSymbolicLink()
                && !entry.isLink()
                && !entry.isCharacterDevice()
                && !entry.isBlockDevice()
                && !entry.isFIFO();
    }

    /** Guests resolve no absolute links, so those of an image are made relative to its root; others lead out. */
    private Path target(TarArchiveEntry entry, Path parent) {
        String target = entry.getLinkName();
        if (target.isEmpty() || target.indexOf('\0') >= 0) {
            throw new UnusableImage("The link " + shown(entry.getName()) + " has no target.");
        }
        Path wanted = target.startsWith("/")
                ? root.resolve("." + target).normalize()
                : parent.resolve(target).normalize();
        if (!wanted.startsWith(root) || (target.startsWith("/") && !unpacking.layered())) {
            throw new UnusableImage("The link " + shown(entry.getName()) + " leads out of " + unpacking.object() + ".");
        }
        return target.startsWith("/") ? parent.relativize(wanted) : Path.of(target);
    }

    private Path linked(TarArchiveEntry entry) throws IOException {
        Deque<String> names = names(entry.getLinkName());
        String last = names.isEmpty() ? "" : names.removeLast();
        Path target = parent(names, entry.getLinkName()).resolve(last);
        if (!Files.isRegularFile(target, LinkOption.NOFOLLOW_LINKS)) {
            throw new UnusableImage(
                    "The hard link " + shown(entry.getName()) + " is to no file of " + unpacking.object() + ".");
        }
        return target;
    }

    private static Deque<String> names(String path) {
        Deque<String> names = new ArrayDeque<>();
        for (String name : path.split("/", -1)) {
            if (name.equals("..")) {
                throw new UnusableImage("An entry of the archive climbs out of it: " + shown(path) + ".");
            }
            if (name.indexOf('\0') >= 0 || name.length() > 255) {
                throw new UnusableImage("An entry of the archive has a name that no file can have.");
            }
            if (!name.isEmpty() && !name.equals(".")) {
                names.add(name);
            }
        }
        if (names.size() > MOST_DEPTH) {
            throw new UnusableImage("The archive nests directories more than " + MOST_DEPTH + " deep.");
        }
        return names;
    }

    /** The directory, made where it is missing; links on the way are followed inside the root and nowhere else. */
    private Path parent(Deque<String> names, String entry) throws IOException {
        Path at = root;
        for (String name : names) {
            Path next = at.resolve(name);
            if (!Files.exists(next, LinkOption.NOFOLLOW_LINKS)) {
                makeDirectory(next);
            }
            at = Files.exists(next) ? next.toRealPath() : next;
            if (!at.startsWith(root) || !Files.isDirectory(at)) {
                throw new UnusableImage("An entry of the archive lies below a link that leads out or to no directory: "
                        + shown(entry) + ".");
            }
        }
        return at;
    }

    /** Readable by all, whatever the service's own mask: who runs guests may be another user. */
    private static void makeDirectory(Path path) throws IOException {
        Files.createDirectory(path);
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static void remove(Path path) throws IOException {
        if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            PathUtils.deleteDirectory(path);
        } else {
            Files.deleteIfExists(path);
        }
    }

    /** The file behind an absolute path inside, its links followed; a path that leads elsewhere is null. */
    @Nullable
    Path find(String path) throws IOException {
        Path inside = root.resolve("./" + path).normalize();
        if (!inside.startsWith(root) || !Files.isRegularFile(inside)) {
            return null;
        }
        Path real = inside.toRealPath();
        return real.startsWith(root) ? real : null;
    }

    Path path() {
        return root;
    }

    static String shown(String name) {
        String printable = name.replaceAll("\\p{Cntrl}", "\uFFFD");
        return "\"" + (printable.length() > 100 ? printable.substring(0, 100) + "…" : printable) + "\"";
    }
}

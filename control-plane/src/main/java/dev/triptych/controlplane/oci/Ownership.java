package dev.triptych.controlplane.oci;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;

/** Mode and owner of an entry, as far as they may be taken over. */
final class Ownership {
    /** Without set-user-id, set-group-id and the sticky bit. */
    private static final int MODE = 0777;

    private static final int OF_DIRECTORIES = 0700;
    private static final long HIGHEST_ID = 0xfffffffeL;
    private static final boolean MAY_GIVE_AWAY = isRoot();

    private Ownership() {}

    static void take(TarArchiveEntry entry, Path path) throws IOException {
        if (MAY_GIVE_AWAY) {
            Files.setAttribute(path, "unix:uid", id(entry.getLongUserId()), LinkOption.NOFOLLOW_LINKS);
            Files.setAttribute(path, "unix:gid", id(entry.getLongGroupId()), LinkOption.NOFOLLOW_LINKS);
        }
        if (!entry.isSymbolicLink() && !entry.isLink()) {
            int mode = (entry.getMode() & MODE) | (entry.isDirectory() ? OF_DIRECTORIES : 0);
            Files.setAttribute(path, "unix:mode", mode, LinkOption.NOFOLLOW_LINKS);
            Files.setLastModifiedTime(
                    path, FileTime.from(entry.getLastModifiedTime().toInstant()));
        }
    }

    private static int id(long wanted) {
        if (wanted < 0 || wanted > HIGHEST_ID) {
            throw new UnusableImage("An entry of the archive has an owner that no file can have.");
        }
        return (int) wanted;
    }

    private static boolean isRoot() {
        try {
            return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
        } catch (IOException | UnsupportedOperationException unknown) {
            return false;
        }
    }
}

package dev.triptych.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * As whom wasm hosts run: as ourselves, or, when we are root, as an account that may do nothing.
 *
 * @param other the account's user and group; null when we are not root
 */
public record ProcessAccount(String name, @Nullable Other other) {
    private static final String ROOT = "root";

    /** A user that is not this process's. */
    public record Other(UserPrincipal user, GroupPrincipal group) {}

    /**
     * Finds out as whom child processes run.
     *
     * @param forRoot name of the user, and of its group, when we are root
     * @throws IOException when there is no such user; the message says how to make it
     */
    public static ProcessAccount choose(String forRoot) throws IOException {
        String self = System.getProperty("user.name");
        if (!self.equals(ROOT)) {
            return new ProcessAccount(self, null);
        }
        try {
            UserPrincipalLookupService users = Path.of("/").getFileSystem().getUserPrincipalLookupService();
            Other other = new Other(users.lookupPrincipalByName(forRoot), users.lookupPrincipalByGroupName(forRoot));
            return new ProcessAccount(forRoot, other);
        } catch (UserPrincipalNotFoundException e) {
            throw new IOException(
                    "guests do not run as root, and there is no user \"%1$s\" with a group of that name to run them as. Create it: useradd --system --user-group --no-create-home --shell /usr/sbin/nologin %1$s"
                            .formatted(forRoot),
                    e);
        }
    }

    /** Users that a host lets in: whoever runs the service, now and after a restart. */
    public List<String> clients() {
        return other == null ? List.of(name) : List.of(ROOT);
    }

    /** Whether the account can reach what lies in a folder, by the rights of the folder and of all above it. */
    public boolean mayEnter(Path folder) throws IOException {
        if (other == null) {
            return true;
        }
        for (Path above = folder.toRealPath(); above != null; above = above.getParent()) {
            if (!Files.getPosixFilePermissions(above).contains(PosixFilePermission.OTHERS_EXECUTE)) {
                return false;
            }
        }
        return true;
    }

    /** Makes a file or folder the account's own, and nobody else's. */
    public void give(Path path) throws IOException {
        boolean folder = Files.isDirectory(path);
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(folder ? "rwx------" : "rw-------"));
        if (other != null) {
            Files.setOwner(path, other.user());
        }
    }

    /** Makes a folder ours alone, whoever had it. */
    public void takeBack(Path folder) throws IOException {
        if (other != null) {
            Files.setOwner(
                    folder,
                    folder.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(ROOT));
        }
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    }

    /** Lets the account read what stays ours; nobody else may. */
    public void show(Path path) throws IOException {
        boolean folder = Files.isDirectory(path);
        if (other == null) {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(folder ? "rwx------" : "rw-------"));
            return;
        }
        Files.getFileAttributeView(path, PosixFileAttributeView.class).setGroup(other.group());
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(folder ? "rwxr-x---" : "rw-r-----"));
    }

    /** What stands before a command so that the account runs it, without a way to more rights. */
    public List<String> prefix() {
        return other == null
                ? List.of()
                : List.of("setpriv", "--reuid=" + name, "--regid=" + name, "--clear-groups", "--no-new-privs", "--");
    }
}

package dev.triptych.db;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * As whom the server's programs run: as ourselves, or, when we are root, as an unprivileged account.
 *
 * @param owner null when we are not root and everything is ours anyway
 */
record PostgresAccount(String name, @Nullable UserPrincipal owner) {

    static PostgresAccount choose(String accountForRoot) {
        String self = System.getProperty("user.name");
        if (!self.equals("root")) {
            return new PostgresAccount(self, null);
        }
        try {
            var users = Path.of("/").getFileSystem().getUserPrincipalLookupService();
            return new PostgresAccount(accountForRoot, users.lookupPrincipalByName(accountForRoot));
        } catch (UserPrincipalNotFoundException e) {
            throw new EmbeddedPostgresException(
                    "PostgreSQL does not run as root, and there is no user \"" + accountForRoot
                            + "\" to run it as. Create it: useradd --system --no-create-home --shell /usr/sbin/nologin "
                            + accountForRoot,
                    e);
        } catch (IOException e) {
            throw new EmbeddedPostgresException("cannot look up the user \"" + accountForRoot + "\"", e);
        }
    }

    /** Whether this account can reach a folder: it is ours, or every folder above lets others pass. */
    boolean mayEnter(Path folder) throws IOException {
        if (owner == null) {
            return true;
        }
        for (Path above = folder.toRealPath(); above != null; above = above.getParent()) {
            if (!Files.getPosixFilePermissions(above).contains(PosixFilePermission.OTHERS_EXECUTE)) {
                return false;
            }
        }
        return true;
    }

    void give(Path path) throws IOException {
        if (owner != null) {
            Files.setOwner(path, owner);
        }
    }

    /** The command, run as this account. */
    List<String> command(List<String> program) {
        List<String> command = new ArrayList<>();
        if (owner != null) {
            command.addAll(
                    List.of("setpriv", "--reuid=" + name, "--regid=" + name, "--clear-groups", "--no-new-privs", "--"));
        }
        command.addAll(program);
        return command;
    }
}

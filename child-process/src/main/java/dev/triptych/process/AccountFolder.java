package dev.triptych.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;

/**
 * Finds a folder of a home that the account of child processes can reach. As root, with a home that the account cannot enter, it
 * lies below {@code /var/lib/triptych} and the home has a link to it.
 */
public final class AccountFolder {
    private static final Path SHARED = Path.of("/var/lib/triptych/homes");
    private static final int NAME_BYTES = 8;

    private AccountFolder() {}

    /**
     * The folder of this name, made when it is missing; ours, and shown to the account.
     *
     * @return its real path
     */
    public static Path in(Path home, String name, ProcessAccount account) throws IOException {
        Path place = home.resolve(name);
        if (!account.mayEnter(home) && !Files.isSymbolicLink(place)) {
            if (Files.isDirectory(place)) {
                Trees.delete(place); // of a version that kept nothing there but its cache
            }
            if (Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
                throw new FileAlreadyExistsException(place.toString());
            }
            Files.createSymbolicLink(place, elsewhere(home, name));
        }
        Files.createDirectories(Files.isSymbolicLink(place) ? place.toRealPath() : place);
        Path root = place.toRealPath();
        account.show(root);
        return root;
    }

    private static Path elsewhere(Path home, String name) throws IOException {
        byte[] path = home.toRealPath().toString().getBytes(StandardCharsets.UTF_8);
        String prefix = HexFormat.of().formatHex(Digests.sha256(path), 0, NAME_BYTES);
        Path folder = Files.createTempDirectory(Files.createDirectories(SHARED), prefix + "-");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        return Files.createDirectory(folder.resolve(name));
    }
}

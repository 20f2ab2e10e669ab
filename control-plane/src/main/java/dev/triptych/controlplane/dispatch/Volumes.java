package dev.triptych.controlplane.dispatch;

import dev.triptych.controlplane.platform.Home;
import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.springframework.stereotype.Component;

/** Volumes as directories below {@code volumes} in the home. Names are checked where descriptions are. */
@Component
class Volumes {
    private final Path root;

    Volumes(Home home) {
        this.root = home.folder("volumes");
    }

    /** Where a volume is, or will be when it is first used. */
    Path directory(String volume) {
        Path directory = root.resolve(volume).normalize();
        if (!root.equals(directory.getParent())) {
            throw new DriverException(DriverErrorCode.INVALID_SPEC, "\"" + volume + "\" is not a volume's name");
        }
        return directory;
    }

    /** The directory, made when this is its first use. A link in its place is refused: it could lead anywhere. */
    Path open(String volume) {
        Path directory = directory(volume);
        try {
            // Programs in guests have other users than the service; below the private home nobody else gets here.
            Files.createDirectory(directory);
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
                throw new DriverException(
                        DriverErrorCode.INVALID_SPEC,
                        "what has the name of the volume \"" + volume + "\" is no directory");
            }
        } catch (IOException e) {
            throw new DriverException(
                    DriverErrorCode.STORAGE_FULL, "the volume \"" + volume + "\" cannot be made", e.toString(), e);
        }
        return directory;
    }
}

package dev.triptych.controlplane.volume;

import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import java.nio.file.Path;

/** Where volumes are, for those who start runs. */
public interface Volumes {

    /**
     * Where a volume is, or will be when it is first used.
     *
     * @throws DriverException {@link DriverErrorCode#INVALID_SPEC} when that is no volume's name
     */
    Path directory(String volume);

    /**
     * The directory, there and mounted; made when this is its first use.
     *
     * @throws DriverException {@link DriverErrorCode#INVALID_SPEC} when something else has its place, or it is being filled;
     *     {@link DriverErrorCode#NOT_SUPPORTED} when it cannot be kept from being written;
     *     {@link DriverErrorCode#STORAGE_FULL} when it cannot be made
     */
    Path open(String volume, Access access);

    /** Who keeps a guest from writing. */
    enum Access {
        /** The driver, where the description says so. */
        AS_DESCRIBED,
        /** The host's kernel: what is answered is a view of the volume that nobody can write. */
        WITHOUT_WRITING
    }
}

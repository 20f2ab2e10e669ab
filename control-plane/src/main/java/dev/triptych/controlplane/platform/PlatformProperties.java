package dev.triptych.controlplane.platform;

import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What every module stands on.
 *
 * @param home the directory that holds everything Triptych keeps; {@code TRIPTYCH_HOME} sets it, else {@code ~/.triptych}
 * @param minimumFreeDisk per cent of the file system of {@code home} that must be free for new writes to be accepted, 0
 *     to 99
 * @param replaceHome for one start: whether {@code home} may take the place of the one that an external database belongs to;
 *     see {@link HomeClaim}
 */
@ConfigurationProperties("triptych.platform")
public record PlatformProperties(
        Path home,
        @DefaultValue("10") int minimumFreeDisk,
        @DefaultValue("false") boolean replaceHome) {
    public PlatformProperties {
        if (minimumFreeDisk < 0 || minimumFreeDisk > 99) {
            throw new IllegalArgumentException(
                    "triptych.platform.minimum-free-disk is a percentage from 0 to 99, was " + minimumFreeDisk);
        }
    }
}

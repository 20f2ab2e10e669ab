package dev.triptych.controlplane.volume;

import dev.triptych.spi.ByteSize;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A volume as it is on record.
 *
 * @param size of its own file system; null when only the host's disk bounds it
 */
public record Volume(String name, @Nullable ByteSize size, Stage stage, Instant createdAt) {

    /** What is under way. */
    public enum Stage {
        MAKING,
        READY,
        FILLING,
        DELETING
    }

    Volume in(Stage next) {
        return new Volume(name, size, next, createdAt);
    }
}

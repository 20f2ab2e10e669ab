package dev.triptych.controlplane.platform;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import java.util.UUID;

/** Makes the identifiers of records: UUIDv7 (RFC 9562, section 5.7), which sort by the time they were made. */
public final class UuidV7 {
    private static final TimeBasedEpochGenerator GENERATOR = Generators.timeBasedEpochGenerator();

    private UuidV7() {}

    /** A new identifier, greater than every one that this process made before. Safe for use by many threads. */
    public static UUID next() {
        return GENERATOR.generate();
    }
}

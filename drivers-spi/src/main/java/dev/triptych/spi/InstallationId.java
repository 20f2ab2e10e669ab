package dev.triptych.spi;

import java.util.UUID;

/** Marks every backend object as ours; two installations on one host never touch each other's objects. */
public record InstallationId(UUID value) {
    @Override
    public String toString() {
        return value.toString();
    }
}

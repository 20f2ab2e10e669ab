package dev.triptych.driver.wasm.host;

import dev.triptych.spi.ByteSize;
import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;

/**
 * Lets a guest begin only when its limit fits beside the limits of all that run: their memory is this process's heap, and
 * what one takes must not be missing for another.
 */
final class MemoryAdmission {
    private final long budget;
    private long promised;
    private int guests;

    MemoryAdmission(long budget) {
        this.budget = budget;
    }

    synchronized void admit(long bytes) {
        if (promised + bytes > budget) {
            throw new DriverException(
                    DriverErrorCode.CAPACITY_EXCEEDED,
                    "The memory limit of %s does not fit: %s of %s are promised to %d running guests, %s are left."
                            .formatted(
                                    new ByteSize(bytes),
                                    new ByteSize(promised),
                                    new ByteSize(budget),
                                    guests,
                                    new ByteSize(budget - promised)));
        }
        promised += bytes;
        guests++;
    }

    synchronized void release(long bytes) {
        promised -= bytes;
        guests--;
    }

    long budget() {
        return budget;
    }
}

package dev.triptych.tck.fake;

import dev.triptych.spi.WorkloadKey;

/** Somebody moves an object that is not there (any more). */
final class GoneException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    GoneException(WorkloadKey key) {
        super("the simulated backend has no " + key);
    }
}

package dev.triptych.tck;

import dev.triptych.spi.WorkloadKey;
import dev.triptych.spi.WorkloadSpec;

/** A fixture whose driver opens displays. */
public interface DisplayFixture extends DriverFixture {

    /**
     * A machine that stays.
     *
     * @param display whether it has one
     */
    WorkloadSpec specOfDrawing(WorkloadKey key, boolean display);
}

package dev.triptych.tck;

import dev.triptych.spi.WorkloadKey;
import dev.triptych.spi.WorkloadSpec;

/** A fixture whose driver opens consoles. */
public interface ConsoleFixture extends DriverFixture {

    /** A service that writes {@code console ready} to its console, and then for each line L that is typed {@code got L}. */
    WorkloadSpec specOfAnswering(WorkloadKey key);
}

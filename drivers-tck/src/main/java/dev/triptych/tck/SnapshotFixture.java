package dev.triptych.tck;

import dev.triptych.spi.WorkloadKey;
import dev.triptych.spi.WorkloadSpec;

/** A fixture whose driver keeps snapshots. */
public interface SnapshotFixture extends DriverFixture {

    /** A job that counts its starts on its disk, and writes {@code boot N} to its console; it ends when it has done so, or stays. */
    WorkloadSpec specOfCounting(WorkloadKey key, boolean stays);
}

package dev.triptych.tck;

import dev.triptych.spi.Capability;
import dev.triptych.spi.Driver;
import dev.triptych.spi.InstallationId;
import dev.triptych.spi.WorkloadKey;
import dev.triptych.spi.WorkloadSpec;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * One backend, one installation of our own on it, and what a contract needs to know of both. A fixture belongs to one
 * test; closing it removes everything that the test left on the backend.
 */
public interface DriverFixture extends AutoCloseable {

    /** The driver under test; the same at each call until {@link #reopen}. */
    Driver driver();

    /**
     * Closes nothing, and opens a driver as a restarted control plane would: same backend, same installation, nothing
     * remembered. For a driver whose workloads do not survive, what ran in the old one is gone.
     */
    Driver reopen();

    /** A driver of another installation on the same backend; the fixture closes it. */
    Driver openAs(InstallationId other);

    /** A driver whose backend cannot be reached; empty when the backend is part of the driver. */
    Optional<Driver> withoutBackend();

    /** A valid description that runs the program, as a job except for those that stay. */
    WorkloadSpec spec(WorkloadKey key, TestProgram program);

    /** A description whose source does not exist. */
    WorkloadSpec specOfMissingSource(WorkloadKey key);

    /** A description whose source is of a sort that this kind has no use for. */
    WorkloadSpec specOfMismatchedSource(WorkloadKey key);

    /** The optional powers that DESIGN lists for this kind, and so must be there. */
    Set<Class<? extends Capability>> powers();

    /** How long one program may take from start to end, or to its first line: minutes for emulated machines. */
    Duration patience();

    @Override
    void close();
}

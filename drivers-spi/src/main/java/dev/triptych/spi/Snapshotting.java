package dev.triptych.spi;

import java.util.List;

/** Keeps states of a workload's own disk, and brings them back. */
public interface Snapshotting extends Capability {

    /**
     * Keeps what is on the object's disk now, under this name. What runs goes on; a driver <em>should</em> have the system
     * write out what it holds in memory first, for a bounded time, and goes on without when it cannot.
     *
     * <p>Idempotent: of a name that is there it changes nothing, and undoes what a call that was cut short left behind, such as
     * a system that was told to write nothing. Complete on return. Interruption leaves either the whole snapshot or none. One
     * call at a time for each object; safe for use by many threads.
     *
     * @param name letters, digits and hyphens, at most 64
     * @throws DriverException {@link DriverErrorCode#WORKLOAD_ABSENT}; {@link DriverErrorCode#NOT_SUPPORTED} when the object
     *     has no disk of its own; {@link DriverErrorCode#STORAGE_FULL}
     */
    Snapshot takeSnapshot(WorkloadKey key, String name);

    /**
     * Brings the disk back to what it was. The snapshot stays. Idempotent and complete on return.
     *
     * @throws DriverException {@link DriverErrorCode#WORKLOAD_ABSENT}, also when there is no such snapshot;
     *     {@link DriverErrorCode#NOT_SUPPORTED} while the object runs, or when it has no disk of its own
     */
    void restoreSnapshot(WorkloadKey key, String name);

    /**
     * Removes a snapshot. Of one that is absent it succeeds, as of an object that is absent.
     *
     * @throws DriverException {@link DriverErrorCode#BACKEND_REFUSED}
     */
    void deleteSnapshot(WorkloadKey key, String name);

    /**
     * What is kept of an object, in no order, and what its disk takes.
     *
     * @throws DriverException {@link DriverErrorCode#WORKLOAD_ABSENT}; {@link DriverErrorCode#NOT_SUPPORTED}
     */
    Kept snapshots(WorkloadKey key);

    /** One snapshot. */
    record Snapshot(String name, Consistency consistency) {}

    /**
     * What an object's disk holds.
     *
     * @param diskBytes on the host, of the present content and all snapshots together, which share what is equal
     */
    record Kept(List<Snapshot> snapshots, long diskBytes) {
        public Kept {
            snapshots = List.copyOf(snapshots);
        }
    }

    /** How good the content of a snapshot is. */
    enum Consistency {
        /** The object did not run. */
        STOPPED,
        /** The system had written out all and waited. */
        FROZEN,
        /** As after a power failure. */
        CRASH
    }
}

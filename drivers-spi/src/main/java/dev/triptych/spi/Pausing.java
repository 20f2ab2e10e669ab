package dev.triptych.spi;

/**
 * Halts what runs and takes it up again where it was. What is halted keeps its memory, its addresses and its incarnation, and
 * uses no processor.
 *
 * <p>Whether an object is paused is the backend's word alone: a driver <em>must</em> say {@link ObservedState#PAUSED} also of
 * what somebody else has halted, and tell its listeners when that changes. {@link Driver#stop} and {@link Driver#destroy} end
 * what is paused as they end what runs, the first with its grace.
 */
public interface Pausing extends Capability {

    /**
     * Halts the object.
     *
     * <p>Idempotent: of what is paused it changes nothing. Complete on return. May overlap with any other call for the same
     * key; safe for use by many threads.
     *
     * @return the observation after it, {@link ObservedState#PAUSED}
     * @throws DriverException {@link DriverErrorCode#WORKLOAD_ABSENT}; {@link DriverErrorCode#WORKLOAD_NOT_RUNNING} when it
     *     neither runs nor is paused
     */
    Observation pause(WorkloadKey key);

    /**
     * Lets the object go on.
     *
     * <p>Idempotent: of what runs it changes nothing. Otherwise as {@link #pause}.
     *
     * @return the observation after it, {@link ObservedState#RUNNING}
     * @throws DriverException as {@link #pause}
     */
    Observation resume(WorkloadKey key);
}

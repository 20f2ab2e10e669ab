package dev.triptych.spi;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Runs workloads of one kind on one backend.
 *
 * <p>All methods block and are meant for virtual threads. Each returns or throws
 * {@link DriverErrorCode#BACKEND_TIMEOUT} within the deadline that the driver's configuration sets for it; when its
 * thread is interrupted it throws {@link DriverErrorCode#INTERRUPTED} soon and leaves the interrupt flag set. All are
 * safe for use by many threads at once; calls for one key are made one at a time, except {@link #observe},
 * {@link #usage} and {@link #stop}, which may overlap with anything. Every method may throw
 * {@link DriverErrorCode#BACKEND_UNAVAILABLE}, {@link DriverErrorCode#BACKEND_REFUSED} and
 * {@link DriverErrorCode#DEFECT}; the others are named where they occur.
 *
 * <p>A driver <em>must</em> mark each backend object with the installation, the workload's id and its generation in the
 * same backend call that creates it, so that no crash leaves an object that nobody can attribute. It <em>must not</em>
 * touch objects of other installations. It <em>should</em> keep no state in memory that it cannot rebuild from the
 * backend.
 */
public interface Driver extends AutoCloseable {

    WorkloadKind kind();

    /** Whether workloads go on when the process that holds this driver ends. */
    boolean workloadsSurviveRestart();

    /**
     * Whether an object is worth keeping when its run has ended, because it has storage of its own that its next start
     * finds again. Where not, the control plane destroys the object as soon as the end, the output and the cost of its run
     * are on record; until then a driver keeps them.
     */
    boolean objectsOutliveRuns();

    /**
     * Asks the backend how it is. Never throws for an unavailable backend: the answer says so, with the reason.
     *
     * <p>Idempotent; changes nothing.
     */
    DriverHealth probe();

    /**
     * Checks a description against this driver and host, and shows what {@link #create} would ask for.
     *
     * <p>Idempotent; changes nothing, and takes milliseconds: it does not pull, convert or compile.
     *
     * @throws DriverException {@link DriverErrorCode#INVALID_SPEC}, {@link DriverErrorCode#NOT_SUPPORTED},
     *     {@link DriverErrorCode#SOURCE_MISMATCH}, {@link DriverErrorCode#SOURCE_NOT_FOUND},
     *     {@link DriverErrorCode#SOURCE_INVALID}, {@link DriverErrorCode#IMPORTS_NOT_GRANTED},
     *     {@link DriverErrorCode#CAPACITY_EXCEEDED} when it can never fit
     */
    Plan plan(WorkloadSpec spec);

    /**
     * Makes everything that can be made ahead of time: pulls, converts, compiles. Results may be cached by digest.
     *
     * <p>Idempotent. Complete on return. May take minutes when the cache is cold. Concurrent calls for one digest do the
     * work once.
     *
     * @throws DriverException as {@link #plan}, and {@link DriverErrorCode#STORAGE_FULL}
     */
    Preparation prepare(WorkloadSpec spec);

    /**
     * Creates the backend object, marked and not started.
     *
     * <p>Idempotent by key: when the object is already there, it is left as it is. Complete on return; a failed create
     * leaves nothing behind, or an object that {@link #observeAll} lists and {@link #destroy} removes.
     *
     * @return the observation of the object, {@link ObservedState#STOPPED} when new
     * @throws DriverException as {@link #prepare}, and {@link DriverErrorCode#PORT_TAKEN}
     */
    Observation create(WorkloadSpec spec);

    /**
     * Starts the object. Standard input, where the description has any, is delivered by this incarnation.
     *
     * <p>Idempotent while it runs: a start of what runs changes nothing. A start of what ended begins a new incarnation
     * that keeps the object's own storage as far as the kind has any. On return the backend has confirmed the start; the
     * program may already have ended.
     *
     * @return the observation after the start; {@link Observation#incarnation} is set
     * @throws DriverException {@link DriverErrorCode#WORKLOAD_ABSENT}, {@link DriverErrorCode#PORT_TAKEN},
     *     {@link DriverErrorCode#CAPACITY_EXCEEDED}, {@link DriverErrorCode#STORAGE_FULL}
     */
    Observation start(WorkloadSpec spec);

    /**
     * Asks the program to end, and ends it by force when the grace is over.
     *
     * <p>Idempotent: a stop of what does not run, or is absent, does nothing. On return nothing runs any more. Takes the
     * grace and a little more at the most.
     *
     * @param grace zero for "by force at once"
     */
    void stop(WorkloadKey key, Duration grace);

    /**
     * Removes the object and everything that belongs to it alone; ends it by force when it runs.
     *
     * <p>Idempotent: of what is absent it succeeds. Complete on return: {@link #observe} answers
     * {@link ObservedState#ABSENT} after it.
     */
    void destroy(WorkloadKey key);

    /**
     * Asks the backend about one object.
     *
     * <p>Changes nothing. Answers {@link ObservedState#ABSENT} for what it does not know, and throws
     * {@link DriverErrorCode#BACKEND_UNAVAILABLE} rather than guess.
     */
    Observation observe(WorkloadKey key);

    /**
     * Lists every object that carries this installation's mark, running or not, on record or not.
     *
     * <p>Changes nothing. All or nothing: an incomplete list is an exception.
     */
    List<Observation> observeAll();

    /**
     * Measures what the object costs; after its end, what its last run cost, until it is started again or destroyed.
     *
     * <p>Changes nothing. A figure that cannot be had is {@link Figure.Quality#UNAVAILABLE} with the reason, never zero.
     *
     * @throws DriverException {@link DriverErrorCode#WORKLOAD_ABSENT}
     */
    Usage usage(WorkloadKey key);

    /** Registers for what the backend says by itself. Closing the registration ends the calls. */
    Registration listen(DriverListener listener);

    /** An optional power; empty when this driver does not have it. */
    <T extends Capability> Optional<T> capability(Class<T> type);

    /**
     * Lets go of the backend. Workloads that survive a restart go on; others are ended first.
     *
     * <p>Idempotent.
     */
    @Override
    void close();
}

package dev.triptych.controlplane.dispatch;

import dev.triptych.controlplane.platform.ErrorCode;
import dev.triptych.controlplane.platform.TriptychException;
import dev.triptych.controlplane.platform.TriptychException.Conflict;
import dev.triptych.controlplane.platform.TriptychException.LimitReached;
import dev.triptych.controlplane.platform.TriptychException.Unavailable;
import dev.triptych.controlplane.platform.TriptychException.Unprocessable;
import dev.triptych.controlplane.workload.Desired;
import dev.triptych.controlplane.workload.WorkloadQueries;
import dev.triptych.controlplane.workload.WorkloadRecord;
import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.Exit;
import dev.triptych.spi.Invoking;
import dev.triptych.spi.Invoking.Invocation;
import dev.triptych.spi.Invoking.Invoked;
import dev.triptych.spi.Lifecycle;
import dev.triptych.spi.Requests;
import dev.triptych.spi.WorkloadId;
import dev.triptych.spi.WorkloadKey;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.springframework.stereotype.Component;

/** Has programs run once more as functions. Nothing of it goes on record; calls are counted in memory. */
@Component
public class Invocations {
    /** The largest body of a call, and of its answer, in bytes. */
    public static final int MOST_BYTES = 8 * 1024 * 1024;

    /** Each call may hold its body and its answer in memory. */
    private static final int MOST_AT_ONCE = 64;

    private final WorkloadQueries workloads;
    private final Drivers drivers;
    private final Specs specs;
    private final InvocationCounts counts;
    private final Semaphore places = new Semaphore(MOST_AT_ONCE);

    Invocations(WorkloadQueries workloads, Drivers drivers, Specs specs, InvocationCounts counts) {
        this.workloads = workloads;
        this.drivers = drivers;
        this.specs = specs;
        this.counts = counts;
    }

    /**
     * Runs the workload's program with this input, and answers how it ended by itself.
     *
     * @throws TriptychException {@link ErrorCode#WORKLOAD_NOT_FOUND}, {@link ErrorCode#NOT_SUPPORTED},
     *     {@link ErrorCode#ACTION_NOT_POSSIBLE} while it is being deleted, {@link ErrorCode#TOO_MANY_REQUESTS},
     *     {@link ErrorCode#INVOCATION_FAILED} or {@link ErrorCode#INVOCATION_TIMEOUT} when the program did not end by
     *     itself, and what the driver's refusals are called
     */
    public Invoked invoke(String name, byte[] stdin) {
        WorkloadRecord workload = workloads.get(name).workload();
        Invoking driver = driver(workload);
        if (!places.tryAcquire()) {
            counts.refused(workload.id());
            throw new LimitReached(
                    ErrorCode.TOO_MANY_REQUESTS, MOST_AT_ONCE + " invocations are under way here. Try again soon.");
        }
        try {
            return ended(invoke(driver, workload, stdin));
        } finally {
            places.release();
        }
    }

    /** What was counted since the start of this service; empty when the workload was not invoked. */
    public Optional<Requests> served(WorkloadId workload) {
        return counts.of(workload);
    }

    private Invoking driver(WorkloadRecord workload) {
        if (workload.desired() == Desired.DELETED) {
            throw new Conflict(ErrorCode.ACTION_NOT_POSSIBLE, "It is being deleted.");
        }
        if (workload.description().lifecycle() != Lifecycle.JOB) {
            throw new Unprocessable(
                    ErrorCode.NOT_SUPPORTED, "Only a job can be invoked; a service is called at its endpoints.");
        }
        return drivers.of(workload.description().kind())
                .capability(Invoking.class)
                .orElseThrow(() ->
                        new Unprocessable(ErrorCode.NOT_SUPPORTED, "Only workloads of the kind wasm can be invoked."));
    }

    private Invoked invoke(Invoking driver, WorkloadRecord workload, byte[] stdin) {
        WorkloadKey key = new WorkloadKey(workload.id(), workload.generation());
        InvocationCounts.Call call = counts.begin(workload.id());
        try {
            Invoked invoked = driver.invoke(specs.toRun(workload, key), new Invocation(stdin, MOST_BYTES));
            call.ended(invoked.exit().code() != null);
            return invoked;
        } catch (DriverException e) {
            if (e.code() == DriverErrorCode.CAPACITY_EXCEEDED) {
                call.refused();
                throw new LimitReached(ErrorCode.TOO_MANY_REQUESTS, e.safeMessage());
            }
            call.ended(false);
            throw DriverFailures.toApi(e);
        } catch (RuntimeException e) {
            call.ended(false);
            throw e;
        }
    }

    private static Invoked ended(Invoked invoked) {
        Exit exit = invoked.exit();
        String detail = exit.detail().isEmpty() ? "The program was ended." : exit.detail();
        return switch (exit.reason()) {
            case EXITED -> invoked;
            case TIME_LIMIT, CPU_LIMIT -> throw new Unavailable(ErrorCode.INVOCATION_TIMEOUT, detail, null);
            case OUT_OF_MEMORY, OUTPUT_LIMIT, TRAPPED, SIGNALLED, STOPPED, POWERED_OFF, CRASHED, START_FAILED, LOST ->
                throw new Unavailable(
                        ErrorCode.INVOCATION_FAILED, detail + StandardErrorText.ending(invoked.stderr()), null);
        };
    }
}

package dev.triptych.controlplane.reconcile;

import dev.triptych.spi.Moment;
import dev.triptych.spi.WorkloadId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One workload's place in the reconciler: at most one thread works on it at a time, and no thread waits for it while there
 * is nothing to do.
 */
final class Lane {
    final WorkloadId id;
    private boolean signalled;
    private boolean news;
    private boolean unsure;
    private boolean working;
    private @Nullable Call call;
    private int startingRun;
    private long startingSince;
    private @Nullable Moment accepted;
    private @Nullable Session session;
    private @Nullable LogTap tap;
    private boolean draining;
    private final List<Future<?>> timers = new ArrayList<>();

    Lane(WorkloadId id) {
        this.id = id;
    }

    /** Notes that there may be something to do; true when a thread has to be started for it. */
    synchronized boolean signal() {
        signalled = true;
        boolean start = !working;
        working = true;
        return start;
    }

    /** The same for something that matters only to the run under way. */
    synchronized boolean signalNews() {
        news = true;
        boolean start = !working && session != null;
        working |= start;
        return start;
    }

    /** Another process may have begun the run: the backend is to be asked before anything else. */
    synchronized void unsure() {
        unsure = true;
    }

    /** A step broke off where it must not: what the record and the session say may be behind the backend. */
    synchronized void doubt() {
        Session present = session;
        if (present == null) {
            unsure = true;
        } else if (present.exit() == null) {
            present.mustLook();
        }
    }

    synchronized void sure() {
        unsure = false;
    }

    synchronized @Nullable Progress progress() {
        Session present = session;
        if (present != null) {
            return present.progress();
        }
        return unsure ? Progress.UNSURE : null;
    }

    /** Takes the signal; false when there is none, and then nobody works on this lane any more. */
    synchronized boolean takeSignal() {
        boolean more = signalled || (news && session != null);
        signalled = false;
        news = false;
        working = more;
        return more;
    }

    synchronized boolean idle() {
        return !working && session == null && accepted == null && !unsure;
    }

    synchronized void accepted(Moment at) {
        if (accepted == null) {
            accepted = at;
        }
    }

    /** Nothing will come of the last command any more. */
    synchronized void dropAccepted() {
        accepted = null;
    }

    synchronized Moment takeAccepted(Moment otherwise) {
        Moment at = accepted;
        accepted = null;
        return at == null ? otherwise : at;
    }

    synchronized @Nullable Session session() {
        return session;
    }

    synchronized @Nullable LogTap tap() {
        return tap;
    }

    synchronized void begin(Session begun, LogTap itsTap) {
        session = begun;
        tap = itsTap;
    }

    /** Whether the end of the output is waited for from now on; false when it was before. */
    synchronized boolean beginDrain() {
        boolean first = !draining;
        draining = true;
        return first;
    }

    synchronized void keep(Future<?> timer) {
        timers.add(timer);
    }

    /** Forgets the session; what it left open is for the caller to end. */
    synchronized void endSession() {
        session = null;
        tap = null;
        draining = false;
        timers.forEach(timer -> timer.cancel(false));
        timers.clear();
    }

    /** Makes a call that may be cut short. */
    <T> T interruptibly(Call place, Supplier<T> work) {
        synchronized (this) {
            call = place;
        }
        try {
            return work.get();
        } finally {
            synchronized (this) {
                call = null;
                boolean _ = Thread.interrupted(); // it was meant for the call alone
            }
        }
    }

    /** Cuts a call short, unless it is over. */
    synchronized void interrupt(Call place) {
        if (place.equals(call)) {
            place.thread().interrupt();
        }
    }

    /** Cuts short what goes on at the moment, if a command may do that. */
    synchronized void interruptByCommand() {
        Call present = call;
        if (present != null && present.byCommand()) {
            present.thread().interrupt();
        }
    }

    /** Since when, on the monotonic clock, this process has tried to start a run. */
    synchronized long startingSince(int run) {
        if (startingRun != run) {
            startingRun = run;
            startingSince = System.nanoTime();
        }
        return startingSince;
    }

    /** The time in which the backend could not be asked does not count. */
    synchronized void restartClock() {
        startingRun = 0;
    }

    /** A call to a backend that may be cut short. No two are equal. */
    static final class Call {
        private final Thread thread;
        private final boolean byCommand;

        Call(Thread thread, boolean byCommand) {
            this.thread = thread;
            this.byCommand = byCommand;
        }

        Thread thread() {
            return thread;
        }

        boolean byCommand() {
            return byCommand;
        }
    }
}

package dev.triptych.tck.fake;

import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.DriverHealth;
import dev.triptych.spi.DriverListener;
import dev.triptych.spi.Exit;
import dev.triptych.spi.ExitReason;
import dev.triptych.spi.InstallationId;
import dev.triptych.spi.LogStream;
import dev.triptych.spi.Moment;
import dev.triptych.spi.Observation;
import dev.triptych.spi.ObservedState;
import dev.triptych.spi.Registration;
import dev.triptych.spi.Usage;
import dev.triptych.spi.WorkloadKey;
import dev.triptych.spi.WorkloadSpec;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The simulated backend: it outlives the drivers that are opened on it, as dockerd outlives a control plane, and keeps
 * what they create until it is told otherwise. Safe for use by many threads.
 */
public final class FakeBackend {
    private final Clock clock;
    private final Map<String, FakeObject> objects = new LinkedHashMap<>();
    private final Map<FakeOperation, Deque<Fault>> faults = new EnumMap<>(FakeOperation.class);
    private final Map<FakeOperation, Integer> calls = new EnumMap<>(FakeOperation.class);
    private final Set<String> prepared = new HashSet<>();
    private final List<DriverListener> listeners = new CopyOnWriteArrayList<>();
    private Consumer<WorkloadSpec> onStart = _ -> {};
    private Function onInvoke = (_, stdin) -> new Answer(0, stdin, new byte[0], false);
    private Executable onExecute = FakeBackend::echo;
    private BiConsumer<WorkloadKey, byte[]> onType = (key, bytes) -> write(key, LogStream.CONSOLE, bytes);
    private final FakeImages images = new FakeImages(this);
    private final FakePulls pulls = new FakePulls(this);
    private final FakeNetwork network = new FakeNetwork();
    private long destroys;
    private boolean away;
    private int releases;

    public FakeBackend(Clock clock) {
        this.clock = clock;
    }

    /** The images that it holds. */
    public FakeImages images() {
        return images;
    }

    /** The registries that it can pull from. */
    public FakePulls pulls() {
        return pulls;
    }

    /** The network that all kinds share. */
    public FakeNetwork network() {
        return network;
    }

    /** What a program does: called on a thread of its own after each start. Without it, what is started just runs. */
    public synchronized void onStart(Consumer<WorkloadSpec> program) {
        onStart = program;
    }

    /** What a program does when it is invoked. Without it, it answers with its input. */
    public synchronized void onInvoke(Function program) {
        onInvoke = program;
    }

    /** What a command does: called on a thread of its own. Without it, it copies its input until that ends. */
    public synchronized void onExecute(Executable program) {
        onExecute = program;
    }

    synchronized Executable executable() {
        return onExecute;
    }

    /** What a machine does with what is typed on its console. Without it, it writes the same. */
    public synchronized void onType(BiConsumer<WorkloadKey, byte[]> machine) {
        onType = machine;
    }

    void typed(WorkloadKey key, byte[] bytes) {
        BiConsumer<WorkloadKey, byte[]> machine;
        synchronized (this) {
            machine = onType;
        }
        machine.accept(key, bytes);
    }

    /** A command. It ends with code 0 when this returns, unless it has ended before. */
    @FunctionalInterface
    public interface Executable {
        void run(WorkloadKey key, FakeSession session) throws InterruptedException;
    }

    private static void echo(WorkloadKey key, FakeSession session) throws InterruptedException {
        for (byte[] input = session.take(); input != null; input = session.take()) {
            session.print(LogStream.STDOUT, input);
        }
    }

    /**
     * Whether any command of this object runs; false when there is no such object.
     *
     * @param key as {@link WorkloadKey} is written
     */
    public synchronized boolean runsACommand(String key) {
        FakeObject object = objects.get(key);
        return object != null && object.sessions.stream().anyMatch(FakeSession::running);
    }

    /** A program as a function. */
    @FunctionalInterface
    public interface Function {
        Answer call(WorkloadSpec spec, byte[] stdin);
    }

    /**
     * What a program answers.
     *
     * @param stays whether it then goes on until its time-out, or until its workload is destroyed
     */
    @SuppressWarnings("ArrayRecordComponent") // carried, never compared
    public record Answer(int code, byte[] stdout, byte[] stderr, boolean stays) {}

    /** Ends the calls that stay; all of them, which is more than is asked. */
    synchronized void endCalls() {
        destroys++;
        notifyAll();
    }

    synchronized Function function() {
        return onInvoke;
    }

    /** Waits for the end of a program that stays. */
    synchronized Exit awaitEnd(WorkloadKey key, Duration timeout) {
        long seen = destroys;
        long begin = System.nanoTime();
        long left = timeout.toNanos();
        try {
            while (destroys == seen && left > 0) {
                wait(Math.max(1, left / 1_000_000));
                left = timeout.toNanos() - (System.nanoTime() - begin);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw interrupted();
        }
        ExitReason reason = destroys == seen ? ExitReason.TIME_LIMIT : ExitReason.STOPPED;
        return new Exit(reason, null, null, Moment.now(clock), "the simulated call of " + key + " was ended");
    }

    /** Makes the next call of this operation go wrong; several faults are used up in order. */
    public synchronized void next(FakeOperation operation, Fault fault) {
        faults.computeIfAbsent(operation, _ -> new ArrayDeque<>()).add(fault);
    }

    /** Lets every hanging call go; each then sees a time-out. */
    public synchronized void release() {
        releases++;
        notifyAll();
    }

    /** From now on nothing can be asked. What runs goes on. */
    public void goAway() {
        setAway(true);
    }

    /** The backend answers again. */
    public void comeBack() {
        setAway(false);
    }

    private void setAway(boolean value) {
        DriverHealth health;
        synchronized (this) {
            away = value;
            health = health();
        }
        listeners.forEach(listener -> listener.healthChanged(health));
    }

    /** How often an operation was called, faults included. */
    public synchronized int calls(FakeOperation operation) {
        return calls.getOrDefault(operation, 0);
    }

    /** How many objects there are, of all installations. */
    public synchronized int size() {
        return objects.size();
    }

    /** The program writes something. */
    public synchronized void write(WorkloadKey key, LogStream stream, byte[] bytes) {
        only(key).write(stream, bytes, Moment.now(clock));
    }

    /** The program counts on its disk: the count afterwards. */
    public synchronized int countOnDisk(WorkloadKey key) {
        return ++only(key).disk;
    }

    /** The program ends by itself. */
    public void exit(WorkloadKey key, int code) {
        end(key, ObservedState.STOPPED, new Exit(ExitReason.EXITED, code, null, Moment.now(clock), ""));
    }

    /** The program, or the machine around it, ends in any other way. */
    public void end(WorkloadKey key, ObservedState state, Exit exit) {
        Observation seen;
        synchronized (this) {
            FakeObject object = only(key);
            object.end(state, exit);
            seen = object.observation(clock);
        }
        tell(seen);
    }

    /** Somebody removes the object behind our back. */
    public void vanish(WorkloadKey key) {
        synchronized (this) {
            objects.values().removeIf(object -> object.spec.key().equals(key));
        }
        tell(Observation.absent(key, clock.instant()));
    }

    /** What usage answers for this object from now on. */
    public synchronized void setUsage(WorkloadKey key, Usage usage) {
        only(key).usage = usage;
    }

    /** What the object's own health check says from now on, also after its next start. */
    public void setHealth(WorkloadKey key, Observation.Health health) {
        Observation seen;
        synchronized (this) {
            FakeObject object = only(key);
            object.health = health;
            seen = object.observation(clock);
        }
        tell(seen);
    }

    Registration listen(DriverListener listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    synchronized DriverHealth health() {
        return away
                ? new DriverHealth(
                        DriverHealth.Status.UNAVAILABLE,
                        null,
                        "the simulated backend is away",
                        "bring it back",
                        FakeDriver.POWERS,
                        Map.of(),
                        clock.instant())
                : new DriverHealth(
                        DriverHealth.Status.AVAILABLE, "1", null, null, FakeDriver.POWERS, Map.of(), clock.instant());
    }

    /** Runs one call under the lock, with the fault that is due for it. */
    <T> T call(FakeOperation operation, Supplier<T> action) {
        synchronized (this) {
            calls.merge(operation, 1, Integer::sum);
            Fault fault = faults.getOrDefault(operation, new ArrayDeque<>()).poll();
            refuseWhenInterruptedOrAway();
            if (fault == null) {
                return action.get();
            }
            switch (fault) {
                case Fault.Fail(DriverErrorCode code) ->
                    throw new DriverException(code, "the simulated backend was told to fail");
                case Fault.Hang() -> hang();
                case Fault.LoseReply() -> {
                    var _ = action.get();
                }
            }
            throw new DriverException(DriverErrorCode.BACKEND_TIMEOUT, "the simulated backend did not answer in time");
        }
    }

    /** As each call of a driver begins: refuses while it is away. */
    public synchronized void requireHere() {
        refuseWhenInterruptedOrAway();
    }

    private void refuseWhenInterruptedOrAway() {
        if (Thread.currentThread().isInterrupted()) {
            throw interrupted();
        }
        if (away) {
            throw new DriverException(DriverErrorCode.BACKEND_UNAVAILABLE, "the simulated backend is away");
        }
    }

    private void hang() {
        int seen = releases;
        try {
            while (releases == seen) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw interrupted();
        }
    }

    private static DriverException interrupted() {
        return new DriverException(DriverErrorCode.INTERRUPTED, "the caller was interrupted");
    }

    boolean prepare(String digest) {
        return !prepared.add(digest);
    }

    @Nullable
    FakeObject find(InstallationId installation, WorkloadKey key) {
        FakeObject object = objects.get(key.toString());
        return object != null && object.installation.equals(installation) ? object : null;
    }

    FakeObject create(InstallationId installation, WorkloadSpec spec) {
        return objects.computeIfAbsent(spec.key().toString(), _ -> new FakeObject(installation, spec));
    }

    void start(FakeObject object) {
        if (object.running()) {
            return;
        }
        object.begin(Moment.now(clock));
        Consumer<WorkloadSpec> program = onStart;
        Thread.ofVirtual().name("fake-program").start(() -> play(program, object.spec));
        later(object.observation(clock));
    }

    private static void play(Consumer<WorkloadSpec> program, WorkloadSpec spec) {
        try {
            program.accept(spec);
        } catch (GoneException destroyedMeanwhile) {
            Thread.currentThread().interrupt(); // a program ends with its object
        }
    }

    void stop(FakeObject object) {
        if (object.running()) {
            object.end(
                    ObservedState.STOPPED,
                    new Exit(ExitReason.STOPPED, null, null, Moment.now(clock), "stopped as asked"));
            later(object.observation(clock));
        }
    }

    void destroy(FakeObject object) {
        stop(object);
        objects.remove(object.spec.key().toString());
    }

    List<FakeObject> all(InstallationId installation) {
        List<FakeObject> ours = new ArrayList<>(objects.values());
        ours.removeIf(object -> !object.installation.equals(installation));
        return ours;
    }

    private FakeObject only(WorkloadKey key) {
        return Optional.ofNullable(objects.get(key.toString())).orElseThrow(() -> new GoneException(key));
    }

    void later(Observation observation) {
        Thread.ofVirtual().name("fake-events").start(() -> tell(observation));
    }

    private void tell(Observation observation) {
        listeners.forEach(listener -> listener.observed(observation));
    }
}

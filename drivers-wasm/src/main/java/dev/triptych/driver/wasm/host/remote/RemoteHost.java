package dev.triptych.driver.wasm.host.remote;

import dev.triptych.driver.wasm.host.GuestOrder;
import dev.triptych.driver.wasm.host.KeptRun;
import dev.triptych.driver.wasm.host.Listeners;
import dev.triptych.driver.wasm.host.WasmHost;
import dev.triptych.driver.wasm.host.wire.Failure.Said;
import dev.triptych.driver.wasm.host.wire.HostCall;
import dev.triptych.driver.wasm.wasi.WasiGuest.GuestMount;
import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.Invoking.Invocation;
import dev.triptych.spi.Invoking.Invoked;
import dev.triptych.spi.LogSink;
import dev.triptych.spi.Moment;
import dev.triptych.spi.Observation;
import dev.triptych.spi.OneStepStart.Begun;
import dev.triptych.spi.Preparation;
import dev.triptych.spi.Registration;
import dev.triptych.spi.Source.WasmModule;
import dev.triptych.spi.Usage;
import dev.triptych.spi.WorkloadKey;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Guests in processes of their own, which outlive this one. Each call goes to the host that has, or is to have, the guest. */
public final class RemoteHost implements WasmHost {
    private static final System.Logger LOG = System.getLogger(RemoteHost.class.getName());
    private static final Duration ANSWER = Duration.ofSeconds(15);
    private static final Duration PAUSE = Duration.ofMillis(10);
    private static final Duration LONGEST = Duration.ofDays(1);

    private final RemoteSettings settings;
    private final ReentrantLock opening = new ReentrantLock();
    private final Listeners listeners = new Listeners();
    private volatile @Nullable HostFleet fleet;
    private volatile @Nullable String problem;

    private RemoteHost(RemoteSettings settings) {
        this.settings = settings;
    }

    /**
     * Finds the hosts that run, and starts one for new guests in the background. Where that is not possible, what is wrong
     * is told by {@link #problem}, and tried again by every call.
     */
    public static RemoteHost open(RemoteSettings settings) {
        RemoteHost host = new RemoteHost(settings);
        try {
            host.fleet().warmUp();
        } catch (DriverException e) {
            LOG.log(System.Logger.Level.WARNING, e.safeMessage() + " " + e.internalDetail(), e);
        }
        return host;
    }

    private HostFleet fleet() {
        HostFleet found = fleet;
        return found == null ? openedFleet() : found;
    }

    private HostFleet openedFleet() {
        opening.lock();
        try {
            HostFleet other = fleet;
            if (other == null) {
                other = HostFleet.open(settings, listeners::tell);
                fleet = other;
                problem = null;
            }
            return other;
        } catch (IOException e) {
            problem = "Wasm hosts cannot be run: " + e.getMessage() + ".";
            throw new DriverException(
                    DriverErrorCode.BACKEND_UNAVAILABLE, "Wasm hosts cannot be run here.", e.toString(), e);
        } finally {
            opening.unlock();
        }
    }

    @Override
    public Preparation prepare(String engine, WasmModule module) {
        HostCall call = new HostCall.Prepare(engine, shown(module));
        return fleet().onCurrent(link -> link.call(call, Preparation.class, compiling()));
    }

    @Override
    public Observation create(GuestOrder order) {
        KeptRun before = fleet().dead().get(order.key());
        if (before != null) {
            return before.observation();
        }
        fleet().mute().check(order.key());
        HostCall call = new HostCall.Create(shown(order));
        return fleet().onHome(order, link -> link.call(call, Observation.class, ANSWER));
    }

    @Override
    public Observation start(GuestOrder order) {
        if (fleet().dead().get(order.key()) != null) { // its host is dead: it is made again
            fleet().dead().forget(order.key());
            create(order);
        }
        HostLink link = fleet().homeOf(order.key());
        HostCall call = new HostCall.Start(passed(shown(order), link));
        Observation running = link.call(call, Observation.class, compiling());
        fleet().dead().saw(running);
        return running;
    }

    @Override
    public Begun begin(GuestOrder order) {
        if (fleet().isPlaced(order.key())) {
            return inTwoSteps(order); // its host may be of an older build
        }
        fleet().mute().check(order.key());
        fleet().dead().forget(order.key()); // what its host left when it died is over with a new start
        GuestOrder shown = shown(order);
        Begun begun = fleet().onceOnNewHome(
                        order, link -> link.call(new HostCall.Begin(passed(shown, link)), Begun.class, compiling()));
        fleet().dead().saw(begun.observation());
        return begun;
    }

    private Begun inTwoSteps(GuestOrder order) {
        create(order);
        Moment created = Moment.now(settings.clock());
        Observation seen = start(order);
        return new Begun(created, Moment.now(settings.clock()), seen);
    }

    private GuestOrder shown(GuestOrder order) {
        return order.with(shown(order.module()), order.mounts());
    }

    private static GuestOrder passed(GuestOrder order, HostLink link) {
        List<GuestMount> mounts = order.mounts().stream()
                .map(mount -> new GuestMount(link.pass(mount.directory()), mount.guestPath(), mount.readOnly()))
                .toList();
        return order.with(order.module(), mounts);
    }

    private WasmModule shown(WasmModule module) {
        try {
            return fleet().folder().shown(module);
        } catch (IOException e) {
            throw new DriverException(
                    DriverErrorCode.SOURCE_NOT_FOUND, "The module's file cannot be read.", e.toString(), e);
        }
    }

    private Duration compiling() {
        return settings.compiling().compileTime().plus(ANSWER);
    }

    @Override
    public void stop(WorkloadKey key, Duration grace) {
        fleet().mute().destroy(key);
        HostLink link = fleet().find(key);
        if (link != null && fleet().dead().get(key) == null) {
            Duration most = grace.plus(settings.limits().stopDeadline()).plus(ANSWER);
            link.call(new HostCall.Stop(key, grace), Said.class, most);
        }
    }

    @Override
    public void destroy(WorkloadKey key) {
        fleet().mute().destroy(key);
        HostLink link = fleet().find(key);
        if (link != null) {
            Duration most = settings.limits().stopDeadline().plus(ANSWER);
            try {
                link.call(new HostCall.Destroy(key), Said.class, most);
            } catch (DriverException e) {
                if (link.settings().dedication() == null || e.code() == DriverErrorCode.INTERRUPTED) {
                    throw e;
                }
                LOG.log(System.Logger.Level.WARNING, "A host of one workload is ended with it: {0}", e.safeMessage());
            }
        }
        HostLink callee = fleet().calleeOf(key);
        if (callee != null) {
            endCalls(key, callee);
        }
        fleet().forget(key);
    }

    /** Calls under way answer that they were stopped, before their host goes; one that just begins is ended by the next turn. */
    private void endCalls(WorkloadKey key, HostLink callee) {
        long deadline = System.nanoTime() + settings.limits().stopDeadline().toNanos();
        try {
            do {
                callee.call(new HostCall.Destroy(key), Said.class, ANSWER);
                Thread.sleep(PAUSE);
            } while (callee.busy() && System.nanoTime() - deadline < 0);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DriverException(DriverErrorCode.INTERRUPTED, "The wait for calls to end was interrupted.", "", e);
        } catch (DriverException e) {
            LOG.log(System.Logger.Level.DEBUG, "The host of the calls has ended", e);
        }
    }

    @Override
    public Observation observe(WorkloadKey key) {
        fleet().mute().check(key);
        HostLink link = fleet().find(key);
        if (link == null || fleet().dead().get(key) != null) {
            return fleet().dead().observe(key);
        }
        try {
            return link.call(new HostCall.Observe(key), Observation.class, ANSWER);
        } catch (DriverException e) {
            if (e.code() != DriverErrorCode.BACKEND_UNAVAILABLE || link.alive()) {
                throw e;
            }
            fleet().lose(link);
            return fleet().dead().observe(key);
        }
    }

    @Override
    public List<Observation> observeAll() {
        fleet().mute().look();
        List<Observation> all = new ArrayList<>();
        fleet().dead().all().forEach(run -> all.add(run.observation()));
        for (HostLink link : fleet().links()) {
            all.addAll(List.of(link.call(new HostCall.ObserveAll(), Observation[].class, ANSWER)));
        }
        return all;
    }

    @Override
    public Usage usage(WorkloadKey key) {
        KeptRun kept = fleet().dead().get(key);
        if (kept != null) {
            return kept.usage();
        }
        return fleet().homeOf(key).call(new HostCall.Measure(key), Usage.class, ANSWER);
    }

    /** Not repeated when the host dies: nobody can tell whether it ran. */
    @Override
    public Invoked invoke(GuestOrder order, Invocation call) {
        HostLink link = fleet().callee(order);
        Duration timeout = order.timeout() == null ? LONGEST : order.timeout();
        GuestOrder passed = passed(shown(order), link);
        return link.call(new HostCall.Invoke(passed, call), Invoked.class, timeout.plus(compiling()));
    }

    @Override
    public Registration follow(WorkloadKey key, @Nullable String incarnation, String cursor, LogSink sink) {
        KeptRun kept = fleet().dead().get(key);
        if (kept != null) {
            return kept.follow(incarnation, cursor, sink);
        }
        return fleet().homeOf(key).follow(new HostCall.Follow(key, incarnation, cursor), sink);
    }

    @Override
    public Registration listen(Consumer<Observation> listener) {
        return listeners.add(listener);
    }

    @Override
    public @Nullable String problem() {
        try {
            return fleet().problem();
        } catch (DriverException e) {
            return problem;
        }
    }

    @Override
    public boolean usable() {
        HostFleet found = fleet;
        return found != null && found.usable();
    }

    @Override
    public boolean outlivesThisProcess() {
        return true;
    }

    @Override
    public Map<String, String> facts() {
        HostFleet found = fleet;
        return found == null
                ? Map.of("host", "none")
                : Map.of(
                        "host", found.summary(),
                        "dedicated", found.groups().summary(),
                        "startCache", found.startCacheNote());
    }

    @Override
    public @Nullable String whyNoHostsOfTheirOwn() {
        return fleet().groups().problem();
    }

    @Override
    public long memoryBudgetBytes() {
        return settings.limits().memoryBytes();
    }

    /** Lets go of the hosts; they and their guests go on. */
    @Override
    public void close() {
        HostFleet found = fleet;
        if (found != null) {
            found.close();
        }
    }
}

package dev.triptych.driver.wasm.host;

import dev.triptych.driver.wasm.engine.CompiledModule;
import dev.triptych.driver.wasm.engine.CompiledModules;
import dev.triptych.driver.wasm.engine.Engine;
import dev.triptych.driver.wasm.engine.Engines;
import dev.triptych.driver.wasm.engine.Execution;
import dev.triptych.driver.wasm.engine.Guest;
import dev.triptych.driver.wasm.host.ExitMapper.Ending;
import dev.triptych.driver.wasm.host.kept.KeptBudget;
import dev.triptych.driver.wasm.host.kept.KeptStart;
import dev.triptych.driver.wasm.wasi.WasiGuest;
import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.ExitReason;
import dev.triptych.spi.Invoking.Invocation;
import dev.triptych.spi.Invoking.Invoked;
import dev.triptych.spi.LogSink;
import dev.triptych.spi.LogStream;
import dev.triptych.spi.Moment;
import dev.triptych.spi.Observation;
import dev.triptych.spi.OneStepStart.Begun;
import dev.triptych.spi.Preparation;
import dev.triptych.spi.Registration;
import dev.triptych.spi.Source.WasmModule;
import dev.triptych.spi.Usage;
import dev.triptych.spi.WorkloadKey;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Runs guests on threads of this process; they end with it. */
public final class InProcessHost implements WasmHost {
    private static final Duration CLOSE_GRACE = Duration.ofSeconds(2);

    private final Engines engines;
    private final CompiledModules modules;
    private final HostLimits limits;
    private final GuestOutputLog.Place kept;
    private final Clock clock;
    private final Map<WorkloadKey, HostedGuest> guests = new ConcurrentHashMap<>();
    private final Sharers sharers = new Sharers();
    private final HostCost hostCost = new HostCost(this::whatGuestsHold);
    private final Listeners listeners = new Listeners();
    private final EngineCheck check;
    private final boolean shared;
    private final MemoryAdmission memory;
    private final GuestThreads threads;
    private final ScheduledThreadPoolExecutor timers;
    private final Invocations invocations;
    private final HttpServices services;
    private final String nonce = UUID.randomUUID().toString().substring(0, 8);
    private final AtomicLong incarnations = new AtomicLong();

    /**
     * A host that is ready at once.
     *
     * @param engines closed by the caller
     * @param outputFolder for what guests write and how they ended; exists
     * @param shared by several workloads; otherwise all that this process costs is that of the one in it
     */
    public InProcessHost(
            Engines engines,
            CompiledModules modules,
            HostLimits limits,
            Path outputFolder,
            Clock clock,
            boolean shared) {
        this.engines = engines;
        this.modules = modules;
        this.limits = limits;
        this.kept = new GuestOutputLog.Place(outputFolder, new KeptBudget(limits.keptBytes()));
        this.clock = clock;
        this.memory = new MemoryAdmission(limits.memoryBytes());
        this.threads = new GuestThreads(limits.guests(), limits.stackBytes(), limits.nice());
        this.timers = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("wasm-timer").factory());
        this.timers.setRemoveOnCancelPolicy(true);
        SingleRuns singles = new SingleRuns(memory, threads, timers, sharers, clock);
        this.invocations = new Invocations(engines, modules, singles);
        this.services = new HttpServices(
                limits,
                singles,
                timers,
                guest -> listeners.tell(guest.observation(clock)),
                run -> cost(run, true),
                clock);
        this.shared = shared;
        this.check = new EngineCheck(engines.present(), clock);
        if (shared) {
            check.begin(threads::run);
        }
    }

    @Override
    public Preparation prepare(String engine, WasmModule module) {
        return modules.ready(engines.byName(engine), module).preparation();
    }

    @Override
    public Observation create(GuestOrder order) {
        return guests.computeIfAbsent(order.key(), key -> hosted(order)).observation(clock);
    }

    private HostedGuest hosted(GuestOrder order) {
        Engine engine = engines.byName(order.engine());
        return new HostedGuest(
                order.key(),
                order.name(),
                facts(order, engine),
                () -> new GuestOutputLog(
                        kept,
                        clock,
                        new GuestOutputLog.Bounds(
                                order.limits().outputBytes(), limits.outputBytesInMemory(), order.http() != null)));
    }

    private static Map<String, String> facts(GuestOrder order, Engine engine) {
        Map<String, String> facts = new HashMap<>(order.facts());
        facts.put("engine", engine.name());
        facts.put("engineVersion", engine.version());
        return facts;
    }

    @Override
    public Observation start(GuestOrder order) {
        HostedGuest guest = known(order.key());
        if (guest.running() != null) {
            return guest.observation(clock);
        }
        Engine engine = engines.byName(order.engine());
        CompiledModule module = modules.ready(engine, order.module()).module();
        if (order.http() != null) {
            services.start(guest, order, engine, module, newIncarnation(), facts(order, engine));
            return guest.observation(clock);
        }
        memory.admit(order.memoryBytes());
        try {
            begin(guest, order, engine, module);
        } catch (RuntimeException e) {
            memory.release(order.memoryBytes());
            throw e;
        }
        return guest.observation(clock);
    }

    @Override
    public Begun begin(GuestOrder order) {
        create(order);
        Moment created = Moment.now(clock);
        return Begun.of(created, start(order), Moment.now(clock));
    }

    private void begin(HostedGuest guest, GuestOrder order, Engine engine, CompiledModule module) {
        GuestOutputLog output = guest.nextOutput();
        WasiGuest wasi = new WasiGuest(
                order.args(),
                order.env(),
                new ByteArrayInputStream(order.stdin()),
                bytes -> output.append(LogStream.STDOUT, bytes),
                bytes -> output.append(LogStream.STDERR, bytes),
                order.mounts(),
                order.limits().openFiles(),
                clock);
        Guest.Limits bounds =
                new Guest.Limits(order.memoryBytes(), order.limits().tableEntries());
        Execution execution = engine.prepare(module, new Guest(wasi, bounds));
        String incarnation = newIncarnation();
        GuestRun run = new GuestRun(
                incarnation,
                module,
                execution,
                order.memoryBytes(),
                output,
                at -> output.begin(new KeptStart(order.key(), order.name(), incarnation, at, facts(order, engine))));
        guest.begin(run);
        long memoryBytes = order.memoryBytes();
        GuestLimits own = order.limits();
        try {
            threads.run(() -> runToEnd(guest, run, execution, module, memoryBytes, own));
        } catch (DriverException e) {
            guest.abandon(run);
            throw e;
        }
        awaitStart(run);
    }

    private String newIncarnation() {
        return nonce + "-" + incarnations.incrementAndGet();
    }

    /** On the guest's thread: runs it, and makes its end known, the state first and then those who wait. */
    private void runToEnd(
            HostedGuest guest,
            GuestRun run,
            Execution execution,
            CompiledModule module,
            long memoryBytes,
            GuestLimits own) {
        run.enter(clock);
        sharers.enter(module);
        try (RunWatch _ = RunWatch.begin(timers, own, run::cpuNanos, run::end)) {
            run.run(execution, clock);
        } finally {
            sharers.leave(module);
            memory.release(memoryBytes);
            run.publishEnd(cost(run, true));
        }
        listeners.tell(guest.observation(clock));
    }

    /** What a run costs or, when it has ended, has cost. */
    private Usage cost(HostedRun run) {
        return cost(run, run.over());
    }

    private Usage cost(HostedRun run, boolean over) {
        Usage usage = run.usage(sharers, Moment.now(clock));
        return shared ? usage : WholeProcess.usage(usage, over);
    }

    private static void awaitStart(GuestRun run) {
        try {
            run.awaitStart();
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static DriverException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new DriverException(
                DriverErrorCode.INTERRUPTED, "The wait was interrupted; what was asked may have happened.", "", e);
    }

    @Override
    public void stop(WorkloadKey key, Duration grace) {
        HostedGuest guest = guests.get(key);
        HostedRun run = guest == null ? null : guest.running();
        if (run != null) {
            end(run, new Ending(ExitReason.STOPPED, ""), grace);
        }
    }

    private void end(HostedRun run, Ending why, Duration grace) {
        run.end(why, grace);
        try {
            if (!run.awaitEnd(grace.plus(limits.stopDeadline()))) {
                throw new DriverException(
                        DriverErrorCode.BACKEND_TIMEOUT, "The guest was told to end and has not ended yet.");
            }
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    @Override
    public Invoked invoke(GuestOrder order, Invocation call) {
        return invocations.invoke(order, call);
    }

    @Override
    public void destroy(WorkloadKey key) {
        invocations.endAll(key);
        HostedGuest guest = guests.get(key);
        if (guest != null) {
            stop(key, Duration.ZERO);
            guests.remove(key, guest);
            guest.destroy();
        }
    }

    @Override
    public Observation observe(WorkloadKey key) {
        HostedGuest guest = guests.get(key);
        return guest == null ? Observation.absent(key, clock.instant()) : guest.observation(clock);
    }

    @Override
    public List<Observation> observeAll() {
        return guests.values().stream().map(guest -> guest.observation(clock)).toList();
    }

    @Override
    public Usage usage(WorkloadKey key) {
        HostedRun run = known(key).run();
        if (run == null) {
            return UsageMapper.ofNothing(Moment.now(clock));
        }
        Usage usage = cost(run);
        return run.over() || !shared ? usage : UsageMapper.withHost(usage, hostCost.now());
    }

    private HostCost.Guests whatGuestsHold() {
        List<HostedRun> running = guests.values().stream()
                .map(HostedGuest::running)
                .filter(run -> run != null)
                .toList();
        Moment now = Moment.now(clock);
        long held = running.stream()
                .map(run -> run.usage(sharers, now).memory().own())
                .filter(own -> own != null)
                .mapToLong(Long::longValue)
                .sum();
        return new HostCost.Guests(held, running.size());
    }

    @Override
    public Registration follow(WorkloadKey key, @Nullable String incarnation, String cursor, LogSink sink) {
        GuestOutputLog output = known(key).output(incarnation);
        if (output == null) {
            sink.gap(null, "the output of that start is not kept any more");
            sink.ended(null);
            return () -> {};
        }
        return new OutputFollower(output, GuestOutputLog.position(cursor), sink);
    }

    @Override
    public Registration listen(Consumer<Observation> listener) {
        return listeners.add(listener);
    }

    @Override
    public @Nullable String problem() {
        return check.problem();
    }

    /** Whether no guest runs on any thread. */
    public boolean idle() {
        return threads.none();
    }

    @Override
    public boolean usable() {
        return true;
    }

    @Override
    public String whyNoHostsOfTheirOwn() {
        return "guests run in the process of the service";
    }

    @Override
    public boolean outlivesThisProcess() {
        return false;
    }

    @Override
    public Map<String, String> facts() {
        return Map.of("host", "in the process of the control plane");
    }

    @Override
    public long memoryBudgetBytes() {
        return memory.budget();
    }

    private HostedGuest known(WorkloadKey key) {
        HostedGuest guest = guests.get(key);
        if (guest == null) {
            throw HostedGuest.absent(key);
        }
        return guest;
    }

    @Override
    public void close() {
        Ending why = new Ending(ExitReason.LOST, "The process that ran it ended.");
        List<HostedRun> running = guests.values().stream()
                .map(HostedGuest::running)
                .filter(run -> run != null)
                .toList();
        running.forEach(run -> run.end(why, Duration.ZERO));
        for (HostedRun run : running) {
            try {
                run.awaitEnd(CLOSE_GRACE);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        services.close();
        timers.shutdownNow();
        threads.close();
        modules.close();
    }
}

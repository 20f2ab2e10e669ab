package dev.triptych.driver.wasm;

import dev.triptych.driver.wasm.engine.Engines;
import dev.triptych.driver.wasm.engine.ModuleFiles;
import dev.triptych.driver.wasm.host.GuestOrder;
import dev.triptych.driver.wasm.host.HostLimits;
import dev.triptych.driver.wasm.host.WasmHost;
import dev.triptych.spi.ByteSize;
import dev.triptych.spi.Capability;
import dev.triptych.spi.Driver;
import dev.triptych.spi.DriverContext;
import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.DriverHealth;
import dev.triptych.spi.DriverListener;
import dev.triptych.spi.Invoking;
import dev.triptych.spi.Lifecycle;
import dev.triptych.spi.LogSink;
import dev.triptych.spi.LogStreaming;
import dev.triptych.spi.ModuleInspecting;
import dev.triptych.spi.Observation;
import dev.triptych.spi.OneStepStart;
import dev.triptych.spi.Plan;
import dev.triptych.spi.Preparation;
import dev.triptych.spi.Registration;
import dev.triptych.spi.Usage;
import dev.triptych.spi.WorkloadKey;
import dev.triptych.spi.WorkloadKind;
import dev.triptych.spi.WorkloadSpec;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * WebAssembly modules. The guests run in a {@link WasmHost}; this class checks descriptions and speaks to it.
 *
 * <p>A guest cannot be asked to end, so a stop ends it at once, whatever the grace.
 */
public final class WasmDriver implements Driver, LogStreaming, Invoking, OneStepStart {
    private final Engines engines;
    private final WasmHost host;
    private final OrderMapper orders;
    private final WasmInspection inspection;
    private final ModuleAddresses addresses;
    private final Clock clock;
    private final AtomicBoolean closed = new AtomicBoolean();

    WasmDriver(
            Engines engines,
            ModuleFiles files,
            WasmHost host,
            HostLimits limits,
            ModuleAddresses addresses,
            Clock clock) {
        this.engines = engines;
        this.host = host;
        this.orders = new OrderMapper(engines, files, limits, host::whyNoHostsOfTheirOwn);
        this.inspection = new WasmInspection(engines, files);
        this.addresses = addresses;
        this.clock = clock;
    }

    /** Opens the driver with hosts in processes of their own; keeps its things below {@code wasm} in the home. */
    public static WasmDriver open(DriverContext context, WasmDriverProperties properties) {
        return WasmDriverAssembly.open(context, properties);
    }

    @Override
    public WorkloadKind kind() {
        return WorkloadKind.WASM;
    }

    @Override
    public boolean workloadsSurviveRestart() {
        return host.outlivesThisProcess();
    }

    /** A guest has no storage of its own: only mounts. */
    @Override
    public boolean objectsOutliveRuns() {
        return false;
    }

    @Override
    public DriverHealth probe() {
        String problem = closed.get() ? "The Wasm driver is closed." : host.problem();
        DriverHealth.Status status = problem == null
                ? DriverHealth.Status.AVAILABLE
                : closed.get() || !host.usable() ? DriverHealth.Status.UNAVAILABLE : DriverHealth.Status.DEGRADED;
        return new DriverHealth(
                status,
                engines.summary(),
                problem,
                problem == null ? null : "Start the service again, and read its log if this stays.",
                Set.of(
                        LogStreaming.class.getSimpleName(),
                        ModuleInspecting.class.getSimpleName(),
                        Invoking.class.getSimpleName(),
                        OneStepStart.class.getSimpleName()),
                facts(),
                clock.instant());
    }

    private Map<String, String> facts() {
        Map<String, String> facts = new TreeMap<>(host.facts());
        facts.put("engines", engines.summary());
        facts.put("memoryBudget", new ByteSize(host.memoryBudgetBytes()).toString());
        engines.absent().forEach((name, why) -> facts.put("engine." + name, "not here: " + why));
        return facts;
    }

    @Override
    public Plan plan(WorkloadSpec spec) {
        if (spec.network().shared()) {
            addresses.require();
        }
        return PlanMapper.plan(orders.planned(spec), spec.program().secretNames());
    }

    @Override
    public Preparation prepare(WorkloadSpec spec) {
        GuestOrder order = orders.order(spec);
        return host().prepare(order.engine(), order.module());
    }

    @Override
    public Observation create(WorkloadSpec spec) {
        return host().create(placed(spec));
    }

    @Override
    public Observation start(WorkloadSpec spec) {
        return host().start(placed(spec));
    }

    @Override
    public Begun begin(WorkloadSpec spec) {
        return host().begin(placed(spec));
    }

    /** With the address that it has on the shared network, where it is to be there. */
    private GuestOrder placed(WorkloadSpec spec) {
        GuestOrder order = orders.order(spec);
        return spec.network().shared() ? order.servedOn(OrderMapper.shared(spec, addresses.claim(spec.key()))) : order;
    }

    @Override
    public void stop(WorkloadKey key, Duration grace) {
        host().stop(key, grace);
    }

    @Override
    public void destroy(WorkloadKey key) {
        host().destroy(key);
        addresses.release(key);
    }

    @Override
    public Observation observe(WorkloadKey key) {
        return host().observe(key);
    }

    @Override
    public List<Observation> observeAll() {
        List<Observation> all = host().observeAll();
        addresses.releaseAllBut(all.stream().map(Observation::key).collect(Collectors.toSet()));
        addresses.mend();
        return all;
    }

    @Override
    public Usage usage(WorkloadKey key) {
        return host().usage(key);
    }

    @Override
    public Invoked invoke(WorkloadSpec spec, Invocation call) {
        if (spec.lifecycle() != Lifecycle.JOB) {
            throw new DriverException(
                    DriverErrorCode.NOT_SUPPORTED, "Only a job can be invoked; a service is called at its address.");
        }
        return host().invoke(orders.order(spec), call);
    }

    @Override
    public Registration listen(DriverListener listener) {
        return host().listen(listener::observed);
    }

    @Override
    public Registration follow(WorkloadKey key, @Nullable String incarnation, String cursor, LogSink sink) {
        return host().follow(key, incarnation, cursor, sink);
    }

    @Override
    public <T extends Capability> Optional<T> capability(Class<T> type) {
        Object power = type.isInstance(inspection) ? inspection : this;
        return type.isInstance(power) ? Optional.of(type.cast(power)) : Optional.empty();
    }

    private WasmHost host() {
        if (closed.get()) {
            throw new DriverException(DriverErrorCode.BACKEND_UNAVAILABLE, "The Wasm driver is closed.");
        }
        return host;
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            host.close();
            engines.close();
        }
    }
}

package dev.triptych.driver.wasm.host;

import dev.triptych.driver.wasm.engine.CompiledModule;
import dev.triptych.driver.wasm.engine.Engine;
import dev.triptych.driver.wasm.host.ExitMapper.Ending;
import dev.triptych.driver.wasm.host.kept.KeptEnd;
import dev.triptych.driver.wasm.host.kept.KeptStart;
import dev.triptych.driver.wasm.http.Exchange;
import dev.triptych.driver.wasm.http.Listening;
import dev.triptych.driver.wasm.http.Problem;
import dev.triptych.driver.wasm.http.Site;
import dev.triptych.driver.wasm.http.Traffic;
import dev.triptych.driver.wasm.wasi.GuestOutput;
import dev.triptych.spi.Endpoint;
import dev.triptych.spi.Exit;
import dev.triptych.spi.Figure;
import dev.triptych.spi.Figure.Unit;
import dev.triptych.spi.LogStream;
import dev.triptych.spi.Moment;
import dev.triptych.spi.PortProtocol;
import dev.triptych.spi.Usage;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** One incarnation of a service: its listeners, and the requests that are being answered. */
final class ServiceRun implements HostedRun, Site, RequestContext {
    private final Program program;
    private final HttpService http;
    private final String incarnation;
    private final GuestOutputLog output;
    private final HostLimits limits;
    private final SingleRuns runs;
    private final Clock clock;
    private final Runnable changed;
    private final Function<HostedRun, Usage> costInTheEnd;
    private final RequestSlots slots;
    private final RequestStatistics statistics = new RequestStatistics();
    private final Set<RequestRun> active = ConcurrentHashMap.newKeySet();
    private final LongAdder cpuNanos = new LongAdder();
    private final PeakMeter peak = new PeakMeter();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final AtomicReference<@Nullable Ending> ending = new AtomicReference<>();
    private volatile Map<HttpService.Listener, Listening> listeners = Map.of();
    private volatile @Nullable Moment startedAt;
    private volatile boolean drained;
    private volatile @Nullable Exit exit;

    /** What answers each request. */
    record Program(GuestOrder order, Engine engine, CompiledModule module, Map<String, String> facts) {
        HttpService http() {
            HttpService service = order.http();
            if (service == null) {
                throw new IllegalArgumentException("an order without HTTP is no service");
            }
            return service;
        }
    }

    ServiceRun(
            Program program,
            String incarnation,
            GuestOutputLog output,
            HostLimits limits,
            SingleRuns runs,
            Clock clock,
            Runnable changed,
            Function<HostedRun, Usage> costInTheEnd) {
        this.costInTheEnd = costInTheEnd;
        this.program = program;
        this.http = program.http();
        this.incarnation = incarnation;
        this.output = output;
        this.limits = limits;
        this.runs = runs;
        this.clock = clock;
        this.changed = changed;
        this.slots = new RequestSlots(http.concurrency(), limits.waitingRequests());
    }

    /** Takes the listeners that lead here. */
    void open(Map<HttpService.Listener, Listening> opened) {
        listeners = opened;
        Moment now = Moment.now(clock);
        startedAt = now;
        GuestOrder order = program.order();
        output.begin(new KeptStart(order.key(), order.name(), incarnation, now, program.facts()));
    }

    @Override
    public void serve(Exchange exchange) {
        RequestRun request = new RequestRun(this, exchange);
        boolean entered = slots.enter(() -> {
            active.add(request);
            if (ending.get() == null) {
                request.begin();
            } else {
                request.refuse(Problem.busy("The service is being stopped."));
            }
        });
        if (!entered) {
            exchange.problem(Problem.busy("%d requests are being answered and %d wait; try again soon."
                    .formatted(http.concurrency(), limits.waitingRequests())));
        }
    }

    @Override
    public SingleRun prepare(Map<String, String> variables, InputStream body, GuestOutput stdout, GuestOutput stderr) {
        return runs.prepare(program.order(), program.engine(), program.module(), variables, body, stdout, stderr);
    }

    @Override
    public void submit(SingleRun run, Runnable afterwards) {
        runs.submit(run, program.order().limits(), afterwards);
    }

    @Override
    public Consumer<byte[]> log() {
        return this::append;
    }

    private void append(byte[] line) {
        output.append(LogStream.STDERR, line);
    }

    @Override
    public long mostOutputBytes() {
        return program.order().limits().outputBytes();
    }

    /** To be called now and then. */
    void passOnWhatIsOld() {
        active.forEach(RequestRun::passOnWhatIsOld);
    }

    @Override
    public void cost(SingleRun run) {
        cpuNanos.add(run.cpuNanos());
        long others = 0;
        for (RequestRun request : active) {
            others += request.memoryPeakBytes();
        }
        peak.atLeast(others);
    }

    @Override
    public void over(RequestRun request, boolean well, long nanos) {
        active.remove(request);
        statistics.count(well, nanos);
        slots.leave();
    }

    private SingleRunFigures activeFigures() {
        return active.stream().map(RequestRun::figures).reduce(SingleRunFigures.NONE, SingleRunFigures::plus);
    }

    @Override
    public void end(Ending why, Duration grace) {
        if (!ending.compareAndSet(null, why)) {
            return;
        }
        listeners.values().forEach(Listening::close);
        drain(why, grace);
        drained = true;
        Exit how = new Exit(why.reason(), null, null, Moment.now(clock), why.detail());
        output.end(new KeptEnd(how, costInTheEnd.apply(this)));
        exit = how; // only now: nobody sees an end that a crash could take back
        output.end();
        ended.countDown();
        changed.run();
    }

    private void drain(Ending why, Duration grace) {
        try {
            if (!slots.awaitIdle(grace.toNanos())) {
                active.forEach(request -> request.end(why));
                slots.awaitIdle(limits.stopDeadline().toNanos());
            }
        } catch (InterruptedException e) {
            active.forEach(request -> request.end(why));
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean awaitEnd(Duration most) throws InterruptedException {
        return ended.await(most.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public String incarnation() {
        return incarnation;
    }

    @Override
    public GuestOutputLog output() {
        return output;
    }

    @Override
    public @Nullable Moment startedAt() {
        return startedAt;
    }

    @Override
    public @Nullable Exit exit() {
        return exit;
    }

    @Override
    public @Nullable CompiledModule module() {
        return drained ? null : program.module();
    }

    @Override
    public List<Endpoint> endpoints() {
        return ending.get() != null
                ? List.of()
                : listeners.entrySet().stream()
                        .map(one -> new Endpoint(
                                one.getKey().portName(),
                                PortProtocol.HTTP,
                                one.getValue().address().getAddress().getHostAddress(),
                                one.getValue().address().getPort()))
                        .toList();
    }

    @Override
    public Usage usage(Sharers sharers, Moment at) {
        SingleRunFigures now = activeFigures();
        SingleRunFigures all = new SingleRunFigures(
                now.memoryBytes(), peak.bytes(now.memoryPeakBytes()), now.cpuNanos() + cpuNanos.sum());
        Usage usage = UsageMapper.usage(active.size(), all, sharers.of(module()), module(), at);
        return new Usage(
                usage.at(),
                usage.memory(),
                new Figure(
                        Unit.BYTES,
                        all.memoryPeakBytes(),
                        null,
                        "linear-memory",
                        Figure.Quality.ESTIMATED,
                        "the largest sum of the peaks of requests that ran at the same time"),
                usage.cpuTime(),
                usage.threads(),
                usage.disk(),
                UsageMapper.http(carried(Traffic::receivedBytes)),
                UsageMapper.http(carried(Traffic::sentBytes)),
                statistics.requests(slots));
    }

    private long carried(ToLongFunction<Traffic> direction) {
        return listeners.values().stream()
                .map(Listening::traffic)
                .mapToLong(direction)
                .sum();
    }
}

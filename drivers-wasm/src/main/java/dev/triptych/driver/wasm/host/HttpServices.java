package dev.triptych.driver.wasm.host;

import dev.triptych.driver.wasm.engine.CompiledModule;
import dev.triptych.driver.wasm.engine.Engine;
import dev.triptych.driver.wasm.http.HttpFront;
import dev.triptych.driver.wasm.http.Listening;
import dev.triptych.driver.wasm.http.Site;
import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.Usage;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Starts services, on one HTTP server that begins with the first of them. */
final class HttpServices implements AutoCloseable {
    private static final long LOOK_EVERY_MILLIS = 50;

    private final HostLimits limits;
    private final SingleRuns runs;
    private final ScheduledThreadPoolExecutor timers;
    private final Consumer<HostedGuest> changed;
    private final Function<HostedRun, Usage> costInTheEnd;
    private final Clock clock;
    private final Set<ServiceRun> running = ConcurrentHashMap.newKeySet();
    private @Nullable HttpFront front;

    HttpServices(
            HostLimits limits,
            SingleRuns runs,
            ScheduledThreadPoolExecutor timers,
            Consumer<HostedGuest> changed,
            Function<HostedRun, Usage> costInTheEnd,
            Clock clock) {
        this.costInTheEnd = costInTheEnd;
        this.limits = limits;
        this.runs = runs;
        this.timers = timers;
        this.changed = changed;
        this.clock = clock;
    }

    /**
     * Starts a service: when this returns, its listeners are open.
     *
     * @throws DriverException {@link DriverErrorCode#PORT_TAKEN}
     */
    void start(
            HostedGuest guest,
            GuestOrder order,
            Engine engine,
            CompiledModule module,
            String incarnation,
            Map<String, String> facts) {
        ServiceRun run = new ServiceRun(
                new ServiceRun.Program(order, engine, module, facts),
                incarnation,
                guest.nextOutput(),
                limits,
                runs,
                clock,
                () -> changed.accept(guest),
                costInTheEnd);
        run.open(listen(order, run));
        running.add(run);
        guest.begin(run);
    }

    private Map<HttpService.Listener, Listening> listen(GuestOrder order, Site site) {
        HttpService service = order.http();
        Map<HttpService.Listener, Listening> open = new LinkedHashMap<>();
        try {
            for (HttpService.Listener listener :
                    service == null ? List.<HttpService.Listener>of() : service.listeners()) {
                open.put(listener, listen(listener, site));
            }
            return open;
        } catch (DriverException e) {
            open.values().forEach(Listening::close);
            throw e;
        }
    }

    private Listening listen(HttpService.Listener listener, Site site) {
        InetSocketAddress address =
                new InetSocketAddress(InetAddress.ofLiteral(listener.bindAddress()), listener.hostPort());
        try {
            return front().listen(address, site);
        } catch (BindException e) {
            throw new DriverException(
                    DriverErrorCode.PORT_TAKEN,
                    "Port %d of %s cannot be listened on: it is taken, or the address is none of this host's."
                            .formatted(listener.hostPort(), listener.bindAddress()),
                    e.toString(),
                    e);
        } catch (IOException e) {
            throw new DriverException(
                    DriverErrorCode.BACKEND_REFUSED, "The system does not let the service listen.", e.toString(), e);
        }
    }

    private synchronized HttpFront front() {
        if (front == null) {
            front = new HttpFront(limits.http());
            var _ = timers.scheduleWithFixedDelay(
                    this::look, LOOK_EVERY_MILLIS, LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS);
        }
        return front;
    }

    private void look() {
        running.removeIf(HostedRun::over);
        running.forEach(ServiceRun::passOnWhatIsOld);
    }

    @Override
    public synchronized void close() {
        if (front != null) {
            front.close();
        }
    }
}

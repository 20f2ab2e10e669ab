package dev.triptych.gateway.proxy;

import dev.triptych.gateway.wire.Applied;
import dev.triptych.gateway.wire.BackendAddress;
import dev.triptych.gateway.wire.BackendFigures;
import dev.triptych.gateway.wire.CapturedAnswer;
import dev.triptych.gateway.wire.Captures;
import dev.triptych.gateway.wire.GatewayCall;
import dev.triptych.gateway.wire.GatewayFigures;
import dev.triptych.gateway.wire.GatewayTable;
import dev.triptych.gateway.wire.Protocol;
import dev.triptych.gateway.wire.ServiceRoute;
import dev.triptych.gateway.wire.TlsIdentity;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** The gateway itself: works by a table, and goes over to the next one without breaking anything off. */
@SuppressWarnings("FutureReturnValueIgnored") // a failed write or close ends in channelInactive
public final class ProxyServer implements AutoCloseable {
    private static final String LOCALHOST = "localhost";
    private static final long PRUNE_SECONDS = 5;
    private static final Duration LAST_DRAIN = Duration.ofSeconds(10);

    private final Loops loops = Loops.start();
    private final Sender sender = new Sender(loops);
    private final Taps taps;
    private final Forwards forwards;
    private final Instant since;
    private final Map<String, Own> ports = new HashMap<>();
    private final Map<String, BackendMeter> meters = new ConcurrentHashMap<>();
    private final Map<Integer, LongAdder> refusals = new ConcurrentHashMap<>();
    private final List<Listener> leaving = new ArrayList<>();
    private @Nullable Listener shared;
    private String sharedBind = "";
    private int sharedPort;
    private @Nullable String sharedProblem;
    private volatile Map<String, Route> byName = Map.of();
    private volatile Map<String, Route> byHost = Map.of();

    public ProxyServer(Clock clock) {
        this.since = clock.instant();
        this.taps = new Taps(clock, sender);
        this.forwards = new Forwards(loops, taps);
        loops.group().next().scheduleWithFixedDelay(taps::prune, PRUNE_SECONDS, PRUNE_SECONDS, TimeUnit.SECONDS);
    }

    /** A service's own port. */
    private record Own(
            Listener listener,
            String bind,
            int wanted,
            Protocol protocol,
            @Nullable TlsIdentity tls) {
        boolean serves(ServiceRoute service) {
            return bind.equals(service.bind())
                    && (wanted == service.port() || listener.port() == service.port())
                    && protocol == service.protocol()
                    && (tls == null) == (service.tls() == null);
        }
    }

    /** Works by this table from now on. Ports that cannot be had are told, and everything else is done. */
    public synchronized Applied apply(GatewayTable table) {
        Map<String, Route> before = byName;
        Map<String, Route> routes = new HashMap<>();
        Map<String, Route> hosts = new HashMap<>();
        for (ServiceRoute service : table.services()) {
            Route route = new Route(service, upstreams(service, before.get(service.name())), taps);
            routes.put(service.name(), route);
            if (service.protocol() == Protocol.HTTP) {
                hosts.put(service.name() + "." + LOCALHOST, route);
                service.hosts().forEach(host -> hosts.putIfAbsent(host, route));
            }
        }
        byName = Map.copyOf(routes);
        byHost = Map.copyOf(hosts);
        openShared(table);
        Map<String, String> problems = new HashMap<>();
        table.services().forEach(service -> openOwn(service, problems));
        closeOthers(before, routes);
        retireOthers(before, routes);
        leaving.removeIf(listener -> listener.connections() == 0);
        Map<String, Integer> open = new HashMap<>();
        ports.forEach((name, own) -> open.put(name, own.listener().port()));
        return new Applied(
                shared == null ? 0 : shared.port(), sharedProblem, open, problems, forwards.apply(table.forwards()));
    }

    private List<Upstream> upstreams(ServiceRoute service, @Nullable Route before) {
        List<Upstream> upstreams = new ArrayList<>();
        for (BackendAddress address : service.backends()) {
            Upstream kept = before == null
                    ? null
                    : before.upstreams().stream()
                            .filter(upstream -> upstream.leadsTo(address))
                            .findFirst()
                            .orElse(null);
            BackendMeter meter = meters.computeIfAbsent(service.name() + "\n" + address.key(), _ -> new BackendMeter());
            upstreams.add(kept == null ? new Upstream(loops, address, meter) : kept);
        }
        return upstreams;
    }

    private void openShared(GatewayTable table) {
        if (shared != null && sharedBind.equals(table.bind()) && sharedPort == table.port()) {
            return;
        }
        if (shared != null) {
            shared.drain(loops, LAST_DRAIN);
            leaving.add(shared);
            shared = null;
        }
        try {
            shared = Listener.open(
                    loops, table.bind(), table.port(), (host, _) -> byHost.get(host), null, null, this::refused);
            sharedBind = table.bind();
            sharedPort = table.port();
            sharedProblem = null;
        } catch (IOException e) {
            sharedProblem = "Port " + table.port() + " of " + table.bind() + " cannot be opened: " + e.getMessage();
        }
    }

    private void openOwn(ServiceRoute service, Map<String, String> problems) {
        Own own = ports.get(service.name());
        try {
            if (own != null && own.serves(service)) {
                TlsIdentity tls = service.tls();
                if (tls != null && !Objects.equals(tls, own.tls())) {
                    own.listener().show(tls, service.protocol());
                    ports.put(service.name(), new Own(own.listener(), own.bind(), own.wanted(), own.protocol(), tls));
                }
                return;
            }
            boolean samePort = own != null && own.listener().port() == service.port();
            if (samePort) {
                close(service.name(), service.limits().drain());
            }
            Listener listener = open(service);
            if (!samePort) {
                close(service.name(), service.limits().drain());
            }
            ports.put(
                    service.name(),
                    new Own(listener, service.bind(), service.port(), service.protocol(), service.tls()));
        } catch (IOException | IllegalArgumentException e) {
            problems.put(
                    service.name(),
                    "Port " + service.port() + " of " + service.bind() + " cannot be opened: " + e.getMessage());
        }
    }

    private Listener open(ServiceRoute service) throws IOException {
        String name = service.name();
        return Listener.open(
                loops,
                service.bind(),
                service.port(),
                (host, local) -> ofItsOwn(name, host, local),
                service.protocol() == Protocol.TCP ? () -> byName.get(name) : null,
                service.tls(),
                this::refused);
    }

    /** On its own port a service answers to its names, to localhost and to the address itself, which no page can forge. */
    private @Nullable Route ofItsOwn(String name, String host, InetAddress local) {
        Route route = byName.get(name);
        if (route == null) {
            return null;
        }
        boolean known = host.equals(LOCALHOST)
                || host.equals(name + "." + LOCALHOST)
                || route.service().hosts().contains(host)
                || isAddress(host, local);
        return known ? route : null;
    }

    private static boolean isAddress(String host, InetAddress local) {
        String plain = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        try {
            return InetAddress.ofLiteral(plain).equals(local);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private void closeOthers(Map<String, Route> before, Map<String, Route> now) {
        for (String name : new HashSet<>(ports.keySet())) {
            if (!now.containsKey(name)) {
                Route old = before.get(name);
                close(name, old == null ? LAST_DRAIN : old.service().limits().drain());
            }
        }
    }

    private void close(String name, Duration drain) {
        Own own = ports.remove(name);
        if (own != null) {
            own.listener().drain(loops, drain);
            leaving.add(own.listener());
        }
    }

    private void retireOthers(Map<String, Route> before, Map<String, Route> now) {
        Set<Upstream> kept = new HashSet<>();
        now.values().forEach(route -> kept.addAll(route.upstreams()));
        Set<String> services = now.keySet();
        for (Route route : before.values()) {
            for (Upstream upstream : route.upstreams()) {
                if (!kept.contains(upstream)) {
                    upstream.retire(route.service().limits().drain());
                }
            }
            if (!services.contains(route.service().name())) {
                meters.keySet().removeIf(key -> key.startsWith(route.service().name() + "\n"));
            }
        }
    }

    private void refused(int status) {
        refusals.computeIfAbsent(status, _ -> new LongAdder()).increment();
    }

    /** What was counted since the start. */
    public synchronized GatewayFigures figures() {
        Map<String, List<BackendFigures>> services = new HashMap<>();
        byName.forEach((name, route) -> services.put(
                name,
                route.upstreams().stream()
                        .map(upstream ->
                                upstream.meter().figures(upstream.address().key(), upstream.passing()))
                        .toList()));
        Map<Integer, Long> refused = new HashMap<>();
        refusals.forEach((status, count) -> refused.put(status, count.sum()));
        long connections = (shared == null ? 0 : shared.connections()) + forwards.connections();
        for (Own own : ports.values()) {
            connections += own.listener().connections();
        }
        for (Listener listener : leaving) {
            connections += listener.connections();
        }
        return new GatewayFigures(since, refused, services, connections);
    }

    /** Has these taps and no others, and tells what was captured. */
    public Captures watch(GatewayCall.Watch watch) {
        return taps.watch(watch);
    }

    /** Sends one request; the answer, or why there is none. */
    public CompletableFuture<CapturedAnswer> send(GatewayCall.Send send) {
        return sender.send(send.to(), send.request(), send.bodyBytes(), send.patience());
    }

    /** Closes every port, lets what goes on end within seconds, and ends. */
    @Override
    public synchronized void close() {
        Map<String, String> _ = forwards.apply(List.of());
        for (String name : new HashSet<>(ports.keySet())) {
            close(name, LAST_DRAIN);
        }
        if (shared != null) {
            shared.drain(loops, LAST_DRAIN);
            leaving.add(shared);
            shared = null;
        }
        long end = System.nanoTime() + LAST_DRAIN.toNanos();
        while ((leaving.stream().anyMatch(listener -> listener.connections() > 0) || forwards.connections() > 0)
                && System.nanoTime() - end < 0) {
            try {
                TimeUnit.MILLISECONDS.sleep(10);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                break;
            }
        }
        loops.group().shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}

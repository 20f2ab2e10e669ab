package dev.triptych.gateway.proxy;

import dev.triptych.gateway.wire.Applied;
import dev.triptych.gateway.wire.BackendAddress;
import dev.triptych.gateway.wire.BackendFigures;
import dev.triptych.gateway.wire.CapturedAnswer;
import dev.triptych.gateway.wire.CapturedRequest;
import dev.triptych.gateway.wire.Captures;
import dev.triptych.gateway.wire.Forward;
import dev.triptych.gateway.wire.GatewayCall;
import dev.triptych.gateway.wire.GatewayTable;
import dev.triptych.gateway.wire.Protocol;
import dev.triptych.gateway.wire.ServiceLimits;
import dev.triptych.gateway.wire.ServiceRoute;
import dev.triptych.gateway.wire.Tap;
import dev.triptych.gateway.wire.TlsIdentity;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A gateway within the test, with one service "web" unless it is told otherwise. */
final class Gate implements AutoCloseable {
    static final ServiceLimits LIMITS = new ServiceLimits(
            16 << 10,
            null,
            Duration.ofSeconds(20),
            Duration.ofSeconds(2),
            Duration.ofSeconds(10),
            Duration.ofSeconds(5));

    private final ProxyServer proxy;

    Gate() {
        this(Clock.systemUTC());
    }

    Gate(Clock clock) {
        proxy = new ProxyServer(clock);
    }

    Applied serve(ServiceRoute... services) {
        return proxy.apply(GatewayTable.of("127.0.0.1", 0, List.of(services)));
    }

    Applied forward(Forward... forwards) {
        return proxy.apply(new GatewayTable("127.0.0.1", 0, List.of(), List.of(forwards)));
    }

    /** The own port of the service "web". */
    int web(BackendAddress... backends) {
        return serve(http(LIMITS, null, backends)).ports().getOrDefault("web", 0);
    }

    int web(ServiceLimits limits, BackendAddress... backends) {
        return serve(http(limits, null, backends)).ports().getOrDefault("web", 0);
    }

    static ServiceRoute http(ServiceLimits limits, @Nullable TlsIdentity tls, BackendAddress... backends) {
        return new ServiceRoute(
                "web", Protocol.HTTP, "127.0.0.1", 0, List.of("shop.example"), List.of(backends), limits, tls);
    }

    static ServiceRoute tcp(BackendAddress... backends) {
        return new ServiceRoute("raw", Protocol.TCP, "127.0.0.1", 0, List.of(), List.of(backends), LIMITS, null);
    }

    static BackendAddress to(Backend backend) {
        return to("a", backend, 1);
    }

    static BackendAddress to(String key, Backend backend, int weight) {
        return new BackendAddress(key, "127.0.0.1", backend.port(), weight);
    }

    BackendFigures figures(String service, String key) {
        return proxy.figures().services().getOrDefault(service, List.of()).stream()
                .filter(one -> one.key().equals(key))
                .findFirst()
                .orElseThrow();
    }

    Captures watch(long source, long seen, Tap... taps) {
        return proxy.watch(new GatewayCall.Watch(List.of(taps), source, seen));
    }

    CapturedAnswer send(BackendAddress to, CapturedRequest request, int bodyBytes, Duration patience) {
        return proxy.send(new GatewayCall.Send(to, request, bodyBytes, patience))
                .join();
    }

    @Override
    public void close() {
        proxy.close();
    }
}

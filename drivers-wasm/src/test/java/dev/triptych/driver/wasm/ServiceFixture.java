package dev.triptych.driver.wasm;

import dev.triptych.spi.ByteSize;
import dev.triptych.spi.DriverContext;
import dev.triptych.spi.Endpoint;
import dev.triptych.spi.InstallationId;
import dev.triptych.spi.KindOptions.WasmHttp;
import dev.triptych.spi.KindOptions.WasmIsolation;
import dev.triptych.spi.KindOptions.WasmLimits;
import dev.triptych.spi.KindOptions.WasmOptions;
import dev.triptych.spi.Lifecycle;
import dev.triptych.spi.LogStreaming;
import dev.triptych.spi.Observation;
import dev.triptych.spi.Port;
import dev.triptych.spi.PortProtocol;
import dev.triptych.spi.Program;
import dev.triptych.spi.Requests;
import dev.triptych.spi.Resources;
import dev.triptych.spi.Source.WasmModule;
import dev.triptych.spi.WorkloadId;
import dev.triptych.spi.WorkloadKey;
import dev.triptych.spi.WorkloadSpec;
import dev.triptych.tck.CollectedLog;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

/** A driver with one service, and a client for it. */
final class ServiceFixture implements AutoCloseable {
    private final WasmDriver driver;
    private final WorkloadSpec spec;
    private final CollectedLog log = new CollectedLog();
    private final HttpClient client = HttpClient.newHttpClient();
    private final InetSocketAddress address;

    ServiceFixture(Path home, WasmModule module, int concurrency, Duration timeout) {
        this.driver = WasmDriverAssembly.openEmbedded(
                new DriverContext(new InstallationId(UUID.randomUUID()), home, Clock.systemUTC()),
                TestProperties.defaults());
        this.spec = spec(module, concurrency, timeout, null);
        driver.prepare(spec);
        driver.create(spec);
        driver.capability(LogStreaming.class).orElseThrow().follow(spec.key(), null, LogStreaming.FROM_START, log);
        this.address = address(driver.start(spec));
    }

    static WorkloadSpec spec(
            WasmModule module,
            int concurrency,
            Duration timeout,
            Port.@org.jspecify.annotations.Nullable Publication at) {
        return new WorkloadSpec(
                new WorkloadKey(new WorkloadId(UUID.randomUUID()), 1),
                "serve",
                Lifecycle.SERVICE,
                module,
                new Program(List.of(), Map.of("GREETING", "Hallo"), Set.of(), new byte[0]),
                List.of(),
                List.of(new Port("http", 8080, PortProtocol.HTTP, at)),
                new Resources(1, ByteSize.ofMebibytes(8), timeout),
                new WasmOptions("auto", WasmHttp.CGI, concurrency, WasmLimits.NONE, WasmIsolation.SHARED));
    }

    private static InetSocketAddress address(Observation seen) {
        Endpoint endpoint = seen.endpoints().getFirst();
        return new InetSocketAddress(java.net.InetAddress.ofLiteral(endpoint.host()), endpoint.port());
    }

    WasmDriver driver() {
        return driver;
    }

    WorkloadSpec spec() {
        return spec;
    }

    CollectedLog log() {
        return log;
    }

    InetSocketAddress address() {
        return address;
    }

    Requests requests() {
        return Objects.requireNonNull(driver.usage(spec.key()).requests());
    }

    URI uri(String path) {
        return URI.create("http://" + address.getAddress().getHostAddress() + ":" + address.getPort() + path);
    }

    HttpResponse<String> get(String path) {
        return send(HttpRequest.newBuilder(uri(path)).build());
    }

    HttpResponse<String> post(String path, String body) {
        return send(HttpRequest.newBuilder(uri(path))
                .POST(BodyPublishers.ofString(body))
                .build());
    }

    HttpResponse<String> send(HttpRequest request) {
        return send(request, BodyHandlers.ofString());
    }

    <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
        try {
            return client.send(request, handler);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    HttpClient client() {
        return client;
    }

    @Override
    public void close() {
        driver.close();
        client.close();
    }
}

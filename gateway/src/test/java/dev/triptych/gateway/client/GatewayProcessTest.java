package dev.triptych.gateway.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.triptych.gateway.wire.Applied;
import dev.triptych.gateway.wire.BackendAddress;
import dev.triptych.gateway.wire.Forward;
import dev.triptych.gateway.wire.GatewayFigures;
import dev.triptych.gateway.wire.GatewayTable;
import dev.triptych.gateway.wire.Protocol;
import dev.triptych.gateway.wire.ServiceLimits;
import dev.triptych.gateway.wire.ServiceRoute;
import dev.triptych.gateway.wire.Transport;
import dev.triptych.process.ProcessIdentity;
import dev.triptych.process.WireFormat;
import dev.triptych.tck.Eventually;
import dev.triptych.tck.LinkedFolders;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real process: started, found again, started anew. It runs as whoever runs the test. */
class GatewayProcessTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path home;

    private HttpServer backend;
    private GatewayPlace place;

    @BeforeEach
    void open() throws IOException {
        place = new GatewayPlace("test", home, System.getProperty("user.name"));
        backend = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        backend.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, 2);
            exchange.getResponseBody().write("ok".getBytes(StandardCharsets.UTF_8));
            exchange.close();
        });
        backend.start();
    }

    @AfterEach
    void close() throws IOException, InterruptedException {
        GatewayProcess.end(place);
        LinkedFolders.delete(home);
        backend.stop(0);
    }

    private GatewayTable table(int port) {
        BackendAddress address =
                new BackendAddress("a", "127.0.0.1", backend.getAddress().getPort(), 1);
        return GatewayTable.of(
                "127.0.0.1",
                0,
                List.of(new ServiceRoute(
                        "web",
                        Protocol.HTTP,
                        "127.0.0.1",
                        port,
                        List.of(),
                        List.of(address),
                        ServiceLimits.DEFAULT,
                        null)));
    }

    /** A port besides that leads to the same server. */
    private GatewayTable withForward(GatewayTable table, int port) {
        BackendAddress address =
                new BackendAddress("a", "127.0.0.1", backend.getAddress().getPort(), 1);
        return new GatewayTable(
                table.bind(),
                table.port(),
                table.services(),
                List.of(new Forward("f", Transport.TCP, "127.0.0.1", port, address)));
    }

    private static int freePort() throws IOException {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        }
    }

    private static int port(Applied applied) {
        return applied.ports().getOrDefault("web", 0);
    }

    private static String ask(int port) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/"))
                                    .timeout(Duration.ofSeconds(20))
                                    .build(),
                            BodyHandlers.ofString())
                    .body();
        }
    }

    private ProcessIdentity process() throws IOException {
        return WireFormat.decode(Files.readAllBytes(home.resolve("gateway/run/process.json")), ProcessIdentity.class);
    }

    @Test
    void itIsStartedByTheFirstTableAndGoesOnWithoutUs() throws Exception {
        int port;
        ProcessIdentity first;
        try (Gateway gateway = GatewayProcess.open(place)) {
            assertThat(gateway.running()).isFalse();
            port = port(gateway.apply(table(0)));
            assertThat(ask(port)).isEqualTo("ok");
            first = process();
        }
        assertThat(ask(port)).as("nobody holds it any more").isEqualTo("ok");
        try (Gateway gateway = GatewayProcess.open(place)) {
            Eventually.holds("it is found", PATIENCE, gateway::running);
            assertThat(process()).isEqualTo(first);
            assertThat(port(gateway.apply(table(port)))).isEqualTo(port);
            GatewayFigures figures = gateway.figures();
            assertThat(figures.services()
                            .getOrDefault("web", List.of())
                            .getFirst()
                            .requests())
                    .isEqualTo(2);
        }
    }

    @Test
    void itIsStartedAnewWithItsLastTableWhenItDies() throws Exception {
        try (Gateway gateway = GatewayProcess.open(place)) {
            int port = port(gateway.apply(table(0)));
            int forwarded = freePort();
            assertThat(gateway.apply(withForward(table(port), forwarded)).unopened())
                    .isEmpty();
            ProcessIdentity first = process();
            ProcessHandle.of(first.pid()).orElseThrow().destroyForcibly();
            Eventually.holds("another one is there", PATIENCE, () -> isOther(first) && gateway.running());
            Eventually.holds("it serves", PATIENCE, () -> serves(port));
            Eventually.holds("it forwards", PATIENCE, () -> serves(forwarded));
        }
    }

    private boolean isOther(ProcessIdentity first) {
        try {
            return !process().equals(first);
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean serves(int port) {
        try {
            return ask(port).equals("ok");
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Test
    void whoDoesNotKnowTheNonceIsNotLetIn() throws Exception {
        try (Gateway gateway = GatewayProcess.open(place)) {
            gateway.apply(table(0));
            Path folder = home.resolve("gateway/run");
            assertThat(Files.getPosixFilePermissions(folder.toRealPath())).hasSize(3);
            try (var channel = java.nio.channels.SocketChannel.open(
                    java.net.UnixDomainSocketAddress.of(folder.toRealPath().resolve("s")))) {
                var connection = new dev.triptych.process.WireConnection(channel);
                connection.send(
                        dev.triptych.process.Frame.Kind.HELLO,
                        new dev.triptych.process.Hello(dev.triptych.process.Hello.VERSION, "guessed"));
                assertThat(connection
                                .receive(dev.triptych.process.Frame.Kind.WELCOME)
                                .kind())
                        .isEqualTo(dev.triptych.process.Frame.Kind.FAILED);
            }
        }
    }
}

package dev.triptych.gateway.proxy;

import static dev.triptych.gateway.proxy.RawClient.GET;
import static dev.triptych.gateway.proxy.RawClient.POST;
import static dev.triptych.gateway.proxy.RawClient.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.triptych.tck.Eventually;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How the gateway goes by a table, goes over to the next one, and counts. */
@SuppressWarnings("StringConcatToTextBlock") // lines of HTTP end with CR LF
class ProxyServerTest {
    private final Gate gate = new Gate();

    @AfterEach
    void close() {
        gate.close();
    }

    @Test
    void weightsShareOutRequestsExactly() throws IOException {
        try (Backend a = Backend.saying("a");
                Backend b = Backend.saying("b");
                Backend none = Backend.saying("none")) {
            int port = gate.web(Gate.to("a", a, 3), Gate.to("b", b, 1), Gate.to("none", none, 0));
            Map<String, Integer> counts = new HashMap<>();
            try (RawClient client = new RawClient(port)) {
                for (int i = 0; i < 400; i++) {
                    counts.merge(client.send(GET).answer().body(), 1, Integer::sum);
                }
            }
            assertThat(counts).isEqualTo(Map.of("a", 300, "b", 100));
        }
    }

    @Test
    void aSwitchOfTablesKeepsConnectionsAndFinishesRequests() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        try (Backend old = Backend.serving((self, in, out) -> {
                    self.head(in);
                    asked.countDown();
                    await(go);
                    out.write(bytes("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nold"));
                });
                Backend fresh = Backend.saying("new")) {
            int port = gate.web(Gate.to("a", old, 1));
            try (RawClient busy = new RawClient(port);
                    RawClient idle = new RawClient(port)) {
                busy.send(GET);
                asked.await();
                assertThat(gate.web(Gate.to("b", fresh, 1))).isEqualTo(port);
                assertThat(idle.send(GET).answer().body()).isEqualTo("new");
                go.countDown();
                assertThat(busy.answer().body()).isEqualTo("old");
                assertThat(busy.send(GET).answer().body()).isEqualTo("new");
            }
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aServiceThatIsDeletedEndsItsIdleConnectionsAndFinishesTheOthers() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        try (Backend backend = Backend.serving((self, in, out) -> {
            self.head(in);
            asked.countDown();
            await(go);
            out.write(bytes("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nold"));
        })) {
            int port = gate.web(Gate.to(backend));
            try (RawClient busy = new RawClient(port);
                    RawClient idle = new RawClient(port)) {
                busy.send(GET);
                asked.await();
                gate.serve();
                assertThat(idle.atEnd()).isTrue();
                go.countDown();
                assertThat(busy.answer().body()).isEqualTo("old");
                assertThat(busy.atEnd()).isTrue();
            }
            assertThat(isFree(port)).isTrue();
        }
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void tcpPassesHalfClosedConnections() throws IOException {
        try (Backend backend = Backend.serving((self, in, out) -> {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            in.transferTo(all);
            out.write(bytes("got " + all.size()));
        })) {
            int port = gate.serve(Gate.tcp(Gate.to(backend))).ports().getOrDefault("raw", 0);
            try (RawClient client = new RawClient(port)) {
                client.send(new byte[100_000]).endOutput();
                assertThat(new String(client.read(100), StandardCharsets.ISO_8859_1))
                        .isEqualTo("got 100000");
            }
            Eventually.holds(
                    "the connection is over",
                    Duration.ofSeconds(10),
                    () -> gate.figures("raw", "a").inFlight() == 0);
            assertThat(gate.figures("raw", "a").bytesIn()).isEqualTo(100_000);
            assertThat(gate.figures("raw", "a").bytesOut()).isEqualTo(10);
        }
    }

    @Test
    void figuresTellWhatHappened() throws IOException {
        try (Backend backend = Backend.saying("12345");
                RawClient client = new RawClient(gate.web(Gate.to(backend)))) {
            for (int i = 0; i < 20; i++) {
                client.send(POST).answer();
            }
            var figures = Eventually.value(
                    "the last one is counted after it is answered",
                    Duration.ofSeconds(10),
                    () -> gate.figures("web", "a"),
                    seen -> seen.latency() != null && seen.latency().count() == 20);
            assertThat(figures.requests()).isEqualTo(20);
            assertThat(figures.answers()).containsExactly(Map.entry(2, 20L));
            assertThat(figures.bytesIn()).isEqualTo(100);
            assertThat(figures.bytesOut()).isEqualTo(100);
            assertThat(figures.latency()).isNotNull();
            assertThat(figures.latency().histogram().stream()
                            .mapToLong(bar -> bar.count())
                            .sum())
                    .isEqualTo(20);
            assertThat(figures.latency().sum() / 20.0)
                    .isCloseTo(figures.latency().p50(), within(figures.latency().max()));
        }
    }

    @Test
    void aPortThatIsTakenIsToldAndNothingElseChanges() throws IOException {
        try (Backend backend = Backend.saying("ok");
                ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = gate.web(Gate.to(backend));
            var applied = gate.serve(
                    Gate.http(Gate.LIMITS, null, Gate.to(backend)).at(port),
                    Gate.tcp(Gate.to(backend)).at(taken.getLocalPort()));
            assertThat(applied.problems()).containsOnlyKeys("raw");
            assertThat(applied.ports()).isEqualTo(Map.of("web", port));
            try (RawClient client = new RawClient(port)) {
                assertThat(client.send(GET).answer().body()).isEqualTo("ok");
            }
        }
    }

    @Test
    void theSharedPortFindsServicesByTheirHost() throws IOException {
        try (Backend backend = Backend.saying("ok")) {
            int port =
                    gate.serve(Gate.http(Gate.LIMITS, null, Gate.to(backend))).port();
            for (String host : new String[] {"web.localhost", "WEB.localhost:" + port, "shop.example"}) {
                try (RawClient client = new RawClient(port)) {
                    client.send("GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
                    assertThat(client.answer().body()).isEqualTo("ok");
                }
            }
            for (String host : new String[] {"localhost", "127.0.0.1", "other.localhost", "web.localhost.evil"}) {
                try (RawClient client = new RawClient(port)) {
                    client.send("GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
                    assertThat(client.answer().status()).isEqualTo(421);
                }
            }
        }
    }

    private static void echo(InputStream in, OutputStream out) throws IOException {
        in.transferTo(out);
    }

    @Test
    void aTcpServiceGoesToTheNextBackendOnlyForNewConnections() throws IOException {
        try (Backend a = Backend.serving((self, in, out) -> {
                    out.write('a');
                    echo(in, out);
                });
                Backend b = Backend.serving((self, in, out) -> {
                    out.write('b');
                    echo(in, out);
                })) {
            int port = gate.serve(Gate.tcp(Gate.to("a", a, 1))).ports().getOrDefault("raw", 0);
            try (RawClient before = new RawClient(port)) {
                assertThat(before.read(1)).containsExactly('a');
                gate.serve(Gate.tcp(Gate.to("b", b, 1)));
                try (RawClient after = new RawClient(port)) {
                    assertThat(after.read(1)).containsExactly('b');
                }
                assertThat(before.send("x").read(1)).containsExactly('x');
            }
        }
    }
}

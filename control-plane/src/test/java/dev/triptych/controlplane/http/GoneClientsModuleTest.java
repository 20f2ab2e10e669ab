package dev.triptych.controlplane.http;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.triptych.controlplane.platform.Home;
import dev.triptych.spi.LogStream;
import dev.triptych.spi.WorkloadId;
import dev.triptych.spi.WorkloadKey;
import dev.triptych.tck.Eventually;
import dev.triptych.tck.fake.FakeBackend;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Clients that go away while they are answered: nothing comes of it, and nobody is alarmed. */
@HttpModuleTest
class GoneClientsModuleTest {
    private static final Duration SOON = Duration.ofSeconds(30);
    /** As {@link HttpModuleTest} sets it. */
    private static final int READERS = 50;

    private static final String GONE = "the client went away";

    private final ListAppender<ILoggingEvent> heard = new ListAppender<>();
    private final Logger all = (Logger) LoggerFactory.getLogger("dev.triptych");
    private final Logger edge = (Logger) LoggerFactory.getLogger("dev.triptych.controlplane.web");
    private final Logger container = (Logger) LoggerFactory.getLogger("org.apache.catalina");

    @LocalServerPort
    private int port;

    @Autowired
    private Home home;

    @Autowired
    private FakeBackend backend;

    private Api api;

    @BeforeEach
    void listenToTheLog() {
        api = new Api(port, home.root());
        edge.setLevel(Level.DEBUG);
        heard.start();
        all.addAppender(heard);
        container.addAppender(heard);
    }

    @AfterEach
    void listenNoMore() {
        all.detachAppender(heard);
        container.detachAppender(heard);
        edge.setLevel(null);
    }

    private Socket send(String method, String path, String headers) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4 << 10);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        socket.setSoLinger(true, 0); // it ends with a reset, as when a client is killed
        OutputStream out = socket.getOutputStream();
        out.write((method + " /api/v1" + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\nAuthorization: Bearer "
                        + api.adminToken() + "\r\n" + headers + "\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        out.flush();
        return socket;
    }

    private List<ILoggingEvent> alarms() {
        return List.copyOf(heard.list).stream()
                .filter(event -> event.getLevel().isGreaterOrEqual(Level.WARN))
                .toList();
    }

    private void assertQuiet() {
        assertThat(api.get("/host").status()).isEqualTo(200);
        assertThat(alarms()).isEmpty();
    }

    private long countHeard(String beginning) {
        return List.copyOf(heard.list).stream()
                .filter(event -> event.getFormattedMessage().startsWith(beginning))
                .count();
    }

    private boolean hasHeard(String beginning) {
        return countHeard(beginning) > 0;
    }

    private void awaitHeard(String beginning) {
        Eventually.holds("it is noticed", SOON, () -> hasHeard(beginning));
    }

    private WorkloadKey run(String name) {
        Api.Answer created = api.post("/workloads?wait=ready", """
                {"name": "%s", "kind": "container", "lifecycle": "service", "source": {"image": "triptych/greeter:1"}}
                """.formatted(name));
        assertThat(created.status()).as(created.body()).isEqualTo(201);
        String id = created.json().path("status").path("id").asString();
        return new WorkloadKey(new WorkloadId(UUID.fromString(id)), 1);
    }

    @Test
    void inTheMiddleOfAnUpload() throws IOException {
        try (Socket socket = send("PUT", "/artifacts/broken-off.wasm", "Content-Length: 500000\r\n")) {
            socket.getOutputStream().write(new byte[100_000]);
            socket.getOutputStream().flush();
        }
        awaitHeard(GONE);

        assertThat(api.get("/artifacts/broken-off.wasm").status()).isEqualTo(404);
        assertQuiet();
    }

    @Test
    void inTheMiddleOfADescription() throws IOException {
        try (Socket socket = send("POST", "/workloads", "Content-Type: application/json\r\nContent-Length: 500\r\n")) {
            socket.getOutputStream().write("{\"name\": \"broken-off\",".getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
        }
        awaitHeard(GONE);

        assertThat(api.get("/workloads/broken-off").status()).isEqualTo(404);
        assertQuiet();
    }

    @Test
    void inTheMiddleOfTheEvents() throws IOException {
        try (Socket socket = send("GET", "/events/stream?after=0", "")) {
            assertThat(socket.getInputStream().read()).isPositive();
        }
        awaitHeard("the event stream of admin ended");

        assertQuiet();
    }

    /** The answer begins at once, and what the guest says comes when it says it. */
    @Test
    void inTheMiddleOfALog() throws IOException {
        String name = Api.uniqueName("talker");
        WorkloadKey key = run(name);
        try (Socket socket = send("GET", "/workloads/" + name + "/logs?follow=true", "")) {
            assertThat(read(socket, "\r\n\r\n")).startsWith("HTTP/1.1 200");
            backend.write(key, LogStream.STDOUT, "a word\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(read(socket, "a word\n")).isNotEmpty();
        }
        Eventually.holds("it is noticed", SOON, () -> {
            backend.write(key, LogStream.STDOUT, new byte[10_000]);
            return hasHeard(GONE);
        });

        api.delete("/workloads/" + name + "?wait=gone");
        assertQuiet();
    }

    /** Nothing is sent to them, and nothing may be: their place is free all the same, however they went. */
    @Test
    void whileALogIsSilent() throws IOException {
        String name = Api.uniqueName("silent");
        WorkloadKey _ = run(name);
        List<Socket> followers = new ArrayList<>();
        try {
            for (int i = 0; i < READERS; i++) {
                Socket follower = send("GET", "/workloads/" + name + "/logs?follow=true", "");
                followers.add(follower);
                assertThat(read(follower, "\r\n\r\n")).startsWith("HTTP/1.1 200");
                follower.setSoLinger(i % 2 == 0, 0); // a reset, or a proper end
            }
            assertThat(api.get("/workloads/" + name + "/logs").status()).isEqualTo(429);
        } finally {
            for (Socket follower : followers) {
                follower.close();
            }
        }

        Eventually.holds("each is noticed", SOON, () -> countHeard("who followed the log of " + name) == READERS);
        assertThat(api.get("/workloads/" + name + "/logs").status()).isEqualTo(200);
        api.delete("/workloads/" + name + "?wait=gone");
        assertQuiet();
    }

    private static String read(Socket socket, String end) throws IOException {
        socket.setSoTimeout(Math.toIntExact(SOON.toMillis()));
        StringBuilder text = new StringBuilder();
        while (text.indexOf(end) < 0) {
            int next = socket.getInputStream().read();
            assertThat(next).as("the answer so far: %s", text).isNotNegative();
            text.append((char) next);
        }
        return text.toString();
    }

    @Test
    void whileItWaits() throws IOException {
        String name = Api.uniqueName("awaited");
        WorkloadKey _ = run(name);
        send("DELETE", "/workloads/" + name + "?wait=gone", "").close();
        Eventually.holds(
                "what it asked for is done all the same",
                SOON,
                () -> api.get("/workloads/" + name).status() == 404);

        assertQuiet();
    }
}

package dev.triptych.controlplane.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.controlplane.journal.Event;
import dev.triptych.controlplane.journal.EventWriter;
import dev.triptych.controlplane.journal.ReasonCode;
import dev.triptych.controlplane.platform.Actor;
import dev.triptych.controlplane.platform.Home;
import dev.triptych.tck.Eventually;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** A reader of events that does not keep up is told, and misses nothing when it comes back. */
@HttpModuleTest
class SlowReaderModuleTest {
    private static final int EVENTS = 2_000;
    private static final int MOST_CONNECTIONS = 30;
    private static final String LONG = "x".repeat(4_000);

    @LocalServerPort
    private int port;

    @Autowired
    private Home home;

    @Autowired
    private EventWriter events;

    private Socket follow(long after) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4 << 10);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        socket.setSoTimeout(60_000);
        String request = "GET /api/v1/events/stream?after=" + after + " HTTP/1.1\r\nHost: 127.0.0.1:" + port
                + "\r\nAuthorization: Bearer " + new Api(port, home.root()).adminToken()
                + "\r\nConnection: close\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    @Test
    void whoReadsTooSlowlyIsToldAndGoesOnWhereItBrokeOff() throws IOException {
        long before = new Api(port, home.root())
                .get("/events?limit=1")
                .json()
                .path("next")
                .asLong();
        for (int i = 0; i < EVENTS; i++) {
            Event.Subject subject = new Event.Subject(Event.SubjectType.HOST, "slow-reader", String.valueOf(i));
            events.record("test.flood", subject, ReasonCode.STARTED, Actor.SYSTEM, LONG);
        }
        List<Integer> seen = new ArrayList<>();
        long last = before;
        boolean told = false;
        try (Socket socket = follow(before)) {
            BufferedReader lines = reader(socket);
            Eventually.holds("it has begun", Duration.ofSeconds(20), () -> ready(lines));
            pause(Duration.ofSeconds(2));
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                told |= line.contains("stream.too-slow");
                last = line.startsWith("id:") ? Long.parseLong(line.substring(3).strip()) : last;
                take(line, seen);
            }
        }
        assertThat(told).isTrue();
        assertThat(seen).hasSizeLessThan(EVENTS);

        for (int i = 0; i < MOST_CONNECTIONS && seen.size() < EVENTS; i++) {
            last = readOn(last, seen);
        }
        assertThat(seen).hasSizeGreaterThanOrEqualTo(EVENTS);
        for (int i = 0; i < EVENTS; i++) {
            assertThat(seen.get(i)).isEqualTo(i);
        }
    }

    /** Reads until the service ends the stream, or all is there; the id of the last event that was read. */
    private long readOn(long after, List<Integer> seen) throws IOException {
        long last = after;
        try (Socket socket = follow(after)) {
            BufferedReader lines = reader(socket);
            String line = lines.readLine();
            while (line != null && seen.size() < EVENTS) {
                last = line.startsWith("id:") ? Long.parseLong(line.substring(3).strip()) : last;
                take(line, seen);
                line = lines.readLine();
            }
        }
        return last;
    }

    private static BufferedReader reader(Socket socket) throws IOException {
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8), 1 << 10);
    }

    private static boolean ready(BufferedReader lines) {
        try {
            return lines.ready();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** Not to wait for something: the slowness itself. */
    private static void pause(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < end) {
            java.util.concurrent.locks.LockSupport.parkNanos(end - System.nanoTime());
        }
    }

    private static void take(String line, List<Integer> seen) {
        int at = line.indexOf("\"slow-reader\",\"id\":\"");
        if (at >= 0) {
            String rest = line.substring(at + "\"slow-reader\",\"id\":\"".length());
            seen.add(Integer.parseInt(rest.substring(0, rest.indexOf('"'))));
        }
    }
}

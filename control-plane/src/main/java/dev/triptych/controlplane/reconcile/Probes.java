package dev.triptych.controlplane.reconcile;

import dev.triptych.controlplane.workload.ProbeSpec;
import dev.triptych.spi.Endpoint;
import dev.triptych.spi.Moment;
import dev.triptych.spi.Observation;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Optional;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Asks services whether they are ready: at addresses that the backend assigned, reading no more of an answer than its
 * first line, and following nothing.
 */
@Component
class Probes {
    private static final Logger LOG = LoggerFactory.getLogger(Probes.class);
    private static final Pattern SUCCESS = Pattern.compile("HTTP/1\\.[01] [23]\\d\\d( .*)?");
    private static final int LONGEST_STATUS_LINE = 1024;

    private final Timers timers;
    private final Clock clock;

    Probes(Timers timers, Clock clock) {
        this.timers = timers;
        this.clock = clock;
    }

    /** Asks again and again, until the service is ready or its run is over. */
    void begin(Session session, ProbeSpec probe, Runnable onNews) {
        attempt(session, probe, onNews);
    }

    private void attempt(Session session, ProbeSpec probe, Runnable onNews) {
        timers.soon(() -> {
            if (session.exit() != null || session.ready() != null) {
                return;
            }
            if (succeeds(session, probe)) {
                session.readyAt(Moment.now(clock));
                onNews.run();
                return;
            }
            timers.later(probe.every(), () -> attempt(session, probe, onNews));
        });
    }

    private static boolean succeeds(Session session, ProbeSpec probe) {
        Optional<Endpoint> endpoint = endpoint(session, probe.check().port());
        if (endpoint.isEmpty()) {
            return false;
        }
        int timeout = Math.clamp(probe.timeout().toMillis(), 1, Integer.MAX_VALUE);
        InetSocketAddress address =
                new InetSocketAddress(endpoint.get().host(), endpoint.get().port());
        try (Socket socket = new Socket()) {
            socket.connect(address, timeout);
            socket.setSoTimeout(timeout);
            return switch (probe.check()) {
                case ProbeSpec.Tcp _ -> true;
                case ProbeSpec.Http http -> asks(socket, http, endpoint.get());
            };
        } catch (IOException e) {
            LOG.trace("{} is not ready: {}", session.key, e.toString());
            return false;
        }
    }

    private static Optional<Endpoint> endpoint(Session session, String port) {
        Observation latest = session.latest();
        return latest == null
                ? Optional.empty()
                : latest.endpoints().stream()
                        .filter(endpoint -> endpoint.portName().equals(port))
                        .findFirst();
    }

    private static boolean asks(Socket socket, ProbeSpec.Http http, Endpoint endpoint) throws IOException {
        String request = "GET " + http.path() + " HTTP/1.1\r\nHost: " + endpoint.host() + ":" + endpoint.port()
                + "\r\nUser-Agent: triptych-probe\r\nConnection: close\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        InputStream answer = socket.getInputStream();
        StringBuilder line = new StringBuilder();
        int next = answer.read();
        while (next >= 0 && next != '\r' && next != '\n' && line.length() < LONGEST_STATUS_LINE) {
            line.append((char) next);
            next = answer.read();
        }
        return SUCCESS.matcher(line).matches();
    }
}

package dev.triptych.controlplane.reconcile;

import dev.triptych.controlplane.dispatch.CommandChecks;
import dev.triptych.controlplane.workload.Ledger;
import dev.triptych.controlplane.workload.Observed;
import dev.triptych.controlplane.workload.ProbeSpec;
import dev.triptych.controlplane.workload.WorkloadView;
import dev.triptych.spi.CommandExecution.Command;
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
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Asks services whether they are ready: at addresses that the backend assigned, reading no more of an answer than its
 * first line, and following nothing; or by a command inside.
 */
@Component
class Probes {
    private static final Logger LOG = LoggerFactory.getLogger(Probes.class);
    private static final Pattern SUCCESS = Pattern.compile("HTTP/1\\.[01] [23]\\d\\d( .*)?");
    private static final int LONGEST_STATUS_LINE = 1024;

    private final Timers timers;
    private final CommandChecks commands;
    private final Ledger ledger;
    private final Clock clock;
    private final AtomicLong attempts = new AtomicLong();

    Probes(Timers timers, CommandChecks commands, Ledger ledger, Clock clock) {
        this.timers = timers;
        this.commands = commands;
        this.ledger = ledger;
        this.clock = clock;
    }

    /** Asks again and again, until the run is over; not while it is paused. */
    void begin(Probing probing) {
        timers.soon(() -> attempt(probing));
    }

    /** How often any service was asked. */
    long attempts() {
        return attempts.get();
    }

    private void attempt(Probing probing) {
        if (!probing.goesOn()) {
            return;
        }
        if (!probing.session.paused()) {
            ask(probing);
        }
        timers.later(probing.probe.every(), () -> attempt(probing));
    }

    private void ask(Probing probing) {
        boolean success = succeeds(probing.session, probing.probe);
        attempts.incrementAndGet();
        boolean couldAnswer = !probing.session.paused();
        if (couldAnswer && probing.changesBelief(success) && (success || backendAnswers(probing.lane))) {
            probing.believe(success, Moment.now(clock));
        }
    }

    /** What is silent while its backend cannot be asked is not to be ended for that. */
    private boolean backendAnswers(Lane lane) {
        WorkloadView view = ledger.find(lane.id);
        return view != null && view.workload().sight().observed() != Observed.UNKNOWN;
    }

    /** The probing of one run. Attempts follow one another. */
    static final class Probing {
        private final Lane lane;
        private final Session session;
        private final ProbeSpec probe;
        private final boolean endsSilent;
        private final Runnable onNews;
        private int inARow;
        private boolean latest;

        /**
         * Begins with nothing known.
         *
         * @param endsSilent whether a run that answers no more is to be ended
         */
        Probing(Lane lane, Session session, ProbeSpec probe, boolean endsSilent, Runnable onNews) {
            this.lane = lane;
            this.session = session;
            this.probe = probe;
            this.endsSilent = endsSilent;
            this.onNews = onNews;
        }

        boolean goesOn() {
            return session.exit() == null && session.due() == null && session.equals(lane.session());
        }

        boolean changesBelief(boolean success) {
            inARow = success == latest ? inARow + 1 : 1;
            latest = success;
            int needed =
                    success ? probe.thresholds().success() : probe.thresholds().failure();
            return success != session.answers() && inARow >= needed && (success || session.ready() != null);
        }

        void believe(boolean success, Moment at) {
            if (!success && endsSilent) {
                session.endFor(StopCause.PROBE_FAILED);
            } else {
                session.answering(success, at);
            }
            onNews.run();
        }
    }

    private boolean succeeds(Session session, ProbeSpec probe) {
        return switch (probe.check()) {
            case ProbeSpec.PortCheck port -> answers(session, probe, port);
            case ProbeSpec.Exec exec ->
                commands.succeeds(session.driver, session.key, Command.of(exec.command()), probe.timeout());
        };
    }

    private static boolean answers(Session session, ProbeSpec probe, ProbeSpec.PortCheck check) {
        Optional<Endpoint> endpoint = endpoint(session, check.port());
        if (endpoint.isEmpty()) {
            return false;
        }
        int timeout = Math.clamp(probe.timeout().toMillis(), 1, Integer.MAX_VALUE);
        InetSocketAddress address =
                new InetSocketAddress(endpoint.get().host(), endpoint.get().port());
        try (Socket socket = new Socket()) {
            socket.connect(address, timeout);
            socket.setSoTimeout(timeout);
            return switch (check) {
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

package dev.triptych.gateway.proxy;

import dev.triptych.gateway.wire.BackendAddress;
import dev.triptych.gateway.wire.Forward;
import dev.triptych.gateway.wire.Protocol;
import dev.triptych.gateway.wire.ServiceLimits;
import dev.triptych.gateway.wire.ServiceRoute;
import dev.triptych.gateway.wire.Transport;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Ports whose connections and datagrams go to one address each. Not for several threads. */
final class Forwards {
    /** Connections may be silent as long as they like; those of an address that is gone end soon. */
    private static final ServiceLimits LIMITS = new ServiceLimits(
            ServiceLimits.DEFAULT.headerBytes(),
            null,
            Duration.ZERO,
            ServiceLimits.DEFAULT.connect(),
            ServiceLimits.DEFAULT.response(),
            Duration.ofSeconds(1));

    private final Loops loops;
    private final Taps taps;
    private final Map<String, Opened> doors = new HashMap<>();
    private final List<Listener> leaving = new ArrayList<>();

    Forwards(Loops loops, Taps taps) {
        this.loops = loops;
        this.taps = taps;
    }

    /** A door, and what it was opened for. */
    private record Opened(Forward as, Door door) {
        boolean serves(@Nullable Forward wanted) {
            return wanted != null
                    && wanted.transport() == as.transport()
                    && wanted.bind().equals(as.bind())
                    && wanted.port() == as.port();
        }
    }

    /** A port of TCP. */
    private final class Connections implements Door {
        private final Forward opened;
        private final Listener listener;
        private volatile @Nullable Route route;

        Connections(Forward forward) throws IOException {
            opened = forward;
            listener = Listener.open(loops, forward.bind(), forward.port(), (_, _) -> null, () -> route, null, _ -> {});
        }

        @Override
        public void lead(@Nullable BackendAddress to) {
            Route before = route;
            if (before != null && to != null && before.upstreams().getFirst().leadsTo(to)) {
                return;
            }
            route = to == null ? null : route(opened, to);
            if (before != null) {
                before.upstreams().getFirst().retire(LIMITS.drain());
            }
        }

        @Override
        public void close() {
            listener.drain(loops, LIMITS.drain());
            leaving.add(listener);
            lead(null);
        }

        @Override
        public int clients() {
            return listener.connections();
        }
    }

    private Opened open(Forward forward) throws IOException {
        return new Opened(
                forward,
                switch (forward.transport()) {
                    case TCP -> new Connections(forward);
                    case UDP -> Datagrams.open(loops, forward.bind(), forward.port(), Datagrams.SILENCE);
                });
    }

    private Route route(Forward forward, BackendAddress to) {
        ServiceRoute service = new ServiceRoute(
                forward.key(), Protocol.TCP, forward.bind(), forward.port(), List.of(), List.of(to), LIMITS, null);
        return new Route(service, List.of(new Upstream(loops, to, new BackendMeter())), taps);
    }

    /** Has these and no others. Answers why ports could not be opened, by key. */
    Map<String, String> apply(List<Forward> forwards) {
        Map<String, Forward> wanted =
                forwards.stream().collect(Collectors.toMap(Forward::key, Function.identity(), (one, _) -> one));
        doors.entrySet().removeIf(there -> {
            boolean goes = !there.getValue().serves(wanted.get(there.getKey()));
            if (goes) {
                there.getValue().door().close();
            }
            return goes;
        });
        leaving.removeIf(listener -> listener.connections() == 0);
        Map<String, String> unopened = new HashMap<>();
        for (Forward forward : wanted.values()) {
            try {
                Opened opened = doors.get(forward.key());
                if (opened == null) {
                    opened = open(forward);
                    doors.put(forward.key(), opened);
                }
                opened.door().lead(forward.to());
            } catch (IOException | IllegalArgumentException e) {
                unopened.put(
                        forward.key(),
                        (forward.transport() == Transport.UDP ? "UDP port " : "Port ") + forward.port() + " of "
                                + forward.bind() + " cannot be opened: " + e.getMessage());
            }
        }
        return unopened;
    }

    /** Open connections of clients, and senders of datagrams. */
    long connections() {
        return doors.values().stream()
                        .mapToLong(opened -> opened.door().clients())
                        .sum()
                + leaving.stream().mapToLong(Listener::connections).sum();
    }
}

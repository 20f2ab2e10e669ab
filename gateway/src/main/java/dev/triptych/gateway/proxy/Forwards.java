package dev.triptych.gateway.proxy;

import dev.triptych.gateway.wire.BackendAddress;
import dev.triptych.gateway.wire.Forward;
import dev.triptych.gateway.wire.Protocol;
import dev.triptych.gateway.wire.ServiceLimits;
import dev.triptych.gateway.wire.ServiceRoute;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Ports whose connections go to one address each. Not for several threads. */
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
    private final Map<String, Door> doors = new HashMap<>();
    private final List<Listener> leaving = new ArrayList<>();

    Forwards(Loops loops, Taps taps) {
        this.loops = loops;
        this.taps = taps;
    }

    /** An open port. */
    private final class Door {
        private final Forward opened;
        private final Listener listener;
        private volatile @Nullable Route route;

        Door(Forward forward) throws IOException {
            opened = forward;
            listener = Listener.open(loops, forward.bind(), forward.port(), (_, _) -> null, () -> route, null, _ -> {});
        }

        boolean serves(@Nullable Forward wanted) {
            return wanted != null && wanted.bind().equals(opened.bind()) && wanted.port() == opened.port();
        }

        void lead(@Nullable BackendAddress to) {
            Route before = route;
            if (before != null && to != null && before.upstreams().getFirst().leadsTo(to)) {
                return;
            }
            route = to == null ? null : route(opened, to);
            if (before != null) {
                before.upstreams().getFirst().retire(LIMITS.drain());
            }
        }

        void close() {
            listener.drain(loops, LIMITS.drain());
            leaving.add(listener);
            lead(null);
        }
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
                there.getValue().close();
            }
            return goes;
        });
        leaving.removeIf(listener -> listener.connections() == 0);
        Map<String, String> unopened = new HashMap<>();
        for (Forward forward : wanted.values()) {
            try {
                Door door = doors.get(forward.key());
                if (door == null) {
                    door = new Door(forward);
                    doors.put(forward.key(), door);
                }
                door.lead(forward.to());
            } catch (IOException | IllegalArgumentException e) {
                unopened.put(
                        forward.key(),
                        "Port " + forward.port() + " of " + forward.bind() + " cannot be opened: " + e.getMessage());
            }
        }
        return unopened;
    }

    /** Open connections of clients. */
    long connections() {
        return doors.values().stream()
                        .mapToLong(door -> door.listener.connections())
                        .sum()
                + leaving.stream().mapToLong(Listener::connections).sum();
    }
}

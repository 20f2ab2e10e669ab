package dev.triptych.gateway.proxy;

import dev.triptych.gateway.wire.BackendAddress;
import dev.triptych.gateway.wire.Capture;
import dev.triptych.gateway.wire.CapturedAnswer;
import dev.triptych.gateway.wire.CapturedRequest;
import dev.triptych.gateway.wire.Captures;
import dev.triptych.gateway.wire.GatewayCall;
import dev.triptych.gateway.wire.Tap;
import dev.triptych.gateway.wire.TapFigures;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Who takes note of what passes, and what was taken note of until it is fetched: in memory alone, bounded as a whole, and
 * forgotten in time whether somebody fetches it or not. The bytes of services pass the same with taps and without.
 */
final class Taps {
    /** What bodies of exchanges under way may take, all together. */
    private static final long MOST_UNDER_WAY = 8L << 20;

    /** Beyond that, captures are dropped. */
    static final long MOST_HELD = 16L << 20;

    private static final long MOST_IN_A_MESSAGE = 4L << 20;
    /** A mirror that nobody asks about sends nothing more. */
    private static final Duration LEASE = Duration.ofSeconds(15);

    private final Clock clock;
    private final Sender sender;
    private final long source = new SecureRandom().nextLong() | 1; // never the 0 of somebody who knows none
    private final Deque<Capture> held = new ArrayDeque<>();
    private final Budget underWay = new Budget(MOST_UNDER_WAY);
    private volatile Map<String, TapPoint> points = Map.of();
    private volatile Instant asked = Instant.EPOCH;
    private long heldBytes;
    private long numbers;

    Taps(Clock clock, Sender sender) {
        this.clock = clock;
        this.sender = sender;
    }

    Budget underWay() {
        return underWay;
    }

    Instant now() {
        return clock.instant();
    }

    boolean has(TapPoint point) {
        return points.get(point.tap().id()) == point;
    }

    /** What looks at an exchange beside its meter; the meter alone where nothing is tapped. */
    ExchangeObserver beside(ExchangeObserver meter, String service, BackendAddress to, boolean repeatable) {
        ExchangeObserver all = meter;
        for (TapPoint point : points.values()) {
            if (point.tap().service().equals(service) && point.open()) {
                ExchangeObserver observer = observer(point, to, repeatable);
                all = observer == null ? all : new ObserverPair(all, observer);
            }
        }
        return all;
    }

    private @Nullable ExchangeObserver observer(TapPoint point, BackendAddress to, boolean repeatable) {
        BackendAddress candidate = point.tap().copyTo();
        if (candidate == null) {
            return new RecordingObserver(point);
        }
        boolean itself = candidate.host().equals(to.host()) && candidate.port() == to.port();
        boolean wanted = asked.plus(LEASE).isAfter(now());
        return repeatable && !itself && wanted ? new MirrorObserver(point, candidate) : null;
    }

    /** Keeps a capture until it is fetched; false when there is no room for it, or its tap is gone. */
    synchronized boolean keep(
            TapPoint point, CapturedRequest request, @Nullable CapturedAnswer live, @Nullable CapturedAnswer copy) {
        if (!has(point)) {
            return false;
        }
        Capture capture = new Capture(numbers + 1, point.tap().id(), request, live, copy);
        if (heldBytes + capture.weight() > MOST_HELD) {
            return false;
        }
        numbers++;
        held.addLast(capture);
        heldBytes += capture.weight();
        return true;
    }

    /** Goes over to these taps; what those that are gone had seen is forgotten. */
    synchronized Captures watch(GatewayCall.Watch watch) {
        asked = now();
        Map<String, TapPoint> next = new HashMap<>();
        for (Tap tap : watch.taps()) {
            TapPoint present = points.get(tap.id());
            next.put(
                    tap.id(), present != null && present.tap().equals(tap) ? present : new TapPoint(tap, this, sender));
        }
        points = Map.copyOf(next);
        if (watch.source() == source) {
            forget(capture -> capture.number() <= watch.seen());
        }
        prune();
        Map<String, TapFigures> figures = new HashMap<>();
        points.forEach((id, point) -> figures.put(id, point.figures()));
        return new Captures(source, message(), figures);
    }

    private List<Capture> message() {
        List<Capture> some = new ArrayList<>();
        long bytes = 0;
        for (Capture capture : held) {
            bytes += capture.weight();
            if (bytes > MOST_IN_A_MESSAGE && !some.isEmpty()) {
                break;
            }
            some.add(capture);
        }
        return some;
    }

    /** Forgets what its tap did not want kept any longer. Runs also when nobody asks. */
    synchronized void prune() {
        Instant now = now();
        forget(capture -> {
            TapPoint point = points.get(capture.tap());
            return point == null || !now.isBefore(point.tap().erase());
        });
    }

    private void forget(Predicate<Capture> over) {
        held.removeIf(capture -> {
            boolean gone = over.test(capture);
            heldBytes -= gone ? capture.weight() : 0;
            return gone;
        });
    }
}

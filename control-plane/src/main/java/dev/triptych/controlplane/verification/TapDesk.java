package dev.triptych.controlplane.verification;

import dev.triptych.controlplane.service.CandidateAddresses;
import dev.triptych.gateway.client.Gateway;
import dev.triptych.gateway.client.GatewayUnavailable;
import dev.triptych.gateway.wire.Capture;
import dev.triptych.gateway.wire.Captures;
import dev.triptych.gateway.wire.GatewayCall;
import dev.triptych.gateway.wire.Tap;
import dev.triptych.gateway.wire.TapFigures;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.springframework.stereotype.Component;

/**
 * Tells the gateway what to take note of, and fetches what it has: each time all of it, so that nothing depends on what was
 * said before either of the two was killed.
 */
@Component
class TapDesk {
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(5);
    private static final Duration MIRRORS_KEPT = Duration.ofSeconds(30);

    private final RecordingStore recordings;
    private final Gateway gateway;
    private final CandidateAddresses addresses;
    private final Clock clock;
    private final Map<String, Mirroring> mirrors = new ConcurrentHashMap<>();
    private final ReentrantLock lock = new ReentrantLock();
    private List<Recording> known = List.of();
    private Instant lookedAt = Instant.EPOCH;
    private long changes = -1;
    private boolean tapped = true; // by the process before us, perhaps
    private long source;
    private long seen;
    private final Map<String, TapFigures> counted = new HashMap<>();

    TapDesk(RecordingStore recordings, Gateway gateway, CandidateAddresses addresses, Clock clock) {
        this.recordings = recordings;
        this.gateway = gateway;
        this.addresses = addresses;
        this.clock = clock;
    }

    /** Mirrorings, by service. */
    Map<String, Mirroring> mirrors() {
        return mirrors;
    }

    /** One round: erases what is over, tells, fetches, stores, compares. */
    void turn() throws GatewayUnavailable {
        lock.lock();
        try {
            Instant now = clock.instant();
            look(now);
            mirrors.values().removeIf(mirror -> mirror.isForgotten(now));
            List<Tap> taps = taps(now);
            if ((taps.isEmpty() && !tapped) || !gateway.running()) {
                return;
            }
            int fetched;
            do {
                Captures captures = gateway.watch(new GatewayCall.Watch(taps, source, seen));
                tapped = !taps.isEmpty();
                fetched = captures.captures().size();
                take(captures);
            } while (fetched > 0);
        } finally {
            lock.unlock();
        }
    }

    private void look(Instant now) {
        boolean changed = changes != recordings.changes();
        boolean going = known.stream().anyMatch(one -> isTapped(one, now));
        if (changed || going || lookedAt.plus(LOOK_AGAIN).isBefore(now)) {
            changes = recordings.changes();
            recordings.eraseOver();
            known = recordings.all();
            lookedAt = now;
        }
    }

    /** Until the gateway has told what it saw last. */
    private static boolean isTapped(Recording recording, Instant now) {
        return now.isBefore(recording.until().plus(LOOK_AGAIN));
    }

    private List<Tap> taps(Instant now) {
        List<Tap> taps = new ArrayList<>();
        for (Recording one : known) {
            if (isTapped(one, now)) {
                RecordingSpec spec = one.spec();
                taps.add(new Tap(
                        one.id().toString(),
                        one.service(),
                        null,
                        spec.bodyBytes(),
                        spec.requests(),
                        one.until(),
                        one.eraseAt()));
            }
        }
        for (Mirroring one : mirrors.values()) {
            if (one.open(now) || now.isBefore(one.until().plus(LOOK_AGAIN))) {
                addresses
                        .of(one.service(), one.candidate())
                        .ifPresent(to -> taps.add(new Tap(
                                one.id(),
                                one.service(),
                                to,
                                Replay.MOST_OF_A_BODY / 4,
                                one.bounds().requests(),
                                one.until(),
                                one.until().plus(MIRRORS_KEPT))));
            }
        }
        return taps;
    }

    private void take(Captures captures) {
        if (captures.source() != source) {
            source = captures.source();
            seen = 0;
            counted.clear();
        }
        for (Capture capture : captures.captures()) {
            if (capture.number() > seen) {
                take(capture);
                seen = capture.number();
            }
        }
        captures.taps().forEach(this::count);
    }

    private void take(Capture capture) {
        known.stream()
                .filter(one -> one.id().toString().equals(capture.tap()))
                .forEach(one -> recordings.store(one, source, capture.number(), capture.request()));
        mirrors.values().stream().filter(one -> one.id().equals(capture.tap())).forEach(one -> one.add(capture));
    }

    private void count(String tap, TapFigures figures) {
        TapFigures before = counted.put(tap, figures);
        long skipped = figures.dropped() + figures.tooLong();
        long more = skipped - (before == null ? 0 : before.dropped() + before.tooLong());
        known.stream()
                .filter(one -> one.id().toString().equals(tap))
                .forEach(one -> recordings.skip(one, Math.max(0, more)));
        mirrors.values().stream().filter(one -> one.id().equals(tap)).forEach(one -> one.count(figures));
    }
}

package dev.triptych.controlplane.verification;

import dev.triptych.controlplane.access.KeySafe;
import dev.triptych.controlplane.journal.Event.Subject;
import dev.triptych.controlplane.journal.Event.SubjectType;
import dev.triptych.controlplane.journal.EventWriter;
import dev.triptych.controlplane.journal.ReasonCode;
import dev.triptych.controlplane.platform.Actor;
import dev.triptych.controlplane.platform.ErrorCode;
import dev.triptych.controlplane.platform.Json;
import dev.triptych.controlplane.platform.TriptychException.NotFound;
import dev.triptych.controlplane.platform.TriptychException.Unprocessable;
import dev.triptych.controlplane.platform.UuidV7;
import dev.triptych.controlplane.service.ServiceRecord;
import dev.triptych.controlplane.service.Services;
import dev.triptych.gateway.wire.CapturedRequest;
import dev.triptych.gateway.wire.Protocol;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.springframework.stereotype.Component;

/** The recordings on record, and the commands that begin and erase them. What they hold leaves this package only to be replayed. */
@Component
public class Recordings implements RecordingStore {
    private final RecordingRows rows;
    private final Services services;
    private final KeySafe keys;
    private final EventWriter events;
    private final Clock clock;
    private final ReentrantLock changing = new ReentrantLock();
    private final AtomicLong changes = new AtomicLong();

    Recordings(RecordingRows rows, Services services, KeySafe keys, EventWriter events, Clock clock) {
        this.rows = rows;
        this.services = services;
        this.keys = keys;
        this.events = events;
        this.clock = clock;
    }

    /** What became of a recording, and whether the service had none before. */
    public record Begun(Recording recording, boolean created) {}

    /**
     * Begins to record the requests of a service. What was recorded of it before is erased.
     *
     * @throws NotFound {@link ErrorCode#SERVICE_NOT_FOUND}
     * @throws Unprocessable {@link ErrorCode#NOT_SUPPORTED} when it is not an HTTP service
     */
    public Begun begin(String service, RecordingSpec spec, Actor actor) {
        ServiceRecord there = services.get(service).service();
        if (there.spec().protocol() != Protocol.HTTP) {
            throw new Unprocessable(
                    ErrorCode.NOT_SUPPORTED,
                    "The service \"" + service
                            + "\" carries bytes as they are; only requests of http can be recorded.");
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Recording begun = new Recording(
                UuidV7.next(), service, spec, now, now.plus(spec.time()), now.plus(RecordingSpec.LONGEST), 0, 0, 0);
        changing.lock();
        try {
            boolean replaced = rows.delete(service);
            rows.insert(begun);
            changes.incrementAndGet();
            events.record(
                    "recording.began",
                    new Subject(SubjectType.SERVICE, service, null),
                    ReasonCode.RECORDING_BEGAN,
                    actor,
                    "Requests of the service \"" + service + "\" are recorded until " + begun.until() + ", at most "
                            + spec.requests() + ".");
            return new Begun(begun, !replaced);
        } finally {
            changing.unlock();
        }
    }

    /**
     * The recording of a service.
     *
     * @throws NotFound {@link ErrorCode#SERVICE_NOT_FOUND}, {@link ErrorCode#RECORDING_NOT_FOUND}
     */
    public Recording get(String service) {
        String name = services.get(service).service().name();
        return present(name)
                .orElseThrow(() -> new NotFound(
                        ErrorCode.RECORDING_NOT_FOUND,
                        "Nothing is recorded of the service \"" + name + "\". Begin with PUT /services/" + name
                                + "/recording."));
    }

    /**
     * Ends and erases the recording of a service.
     *
     * @throws NotFound {@link ErrorCode#SERVICE_NOT_FOUND}, {@link ErrorCode#RECORDING_NOT_FOUND}
     */
    public void delete(String service, Actor actor) {
        Recording there = get(service);
        erase(there.service(), actor);
    }

    /** As {@link #delete}; without a recording a no-op. */
    void erase(String service, Actor actor) {
        changing.lock();
        try {
            if (rows.delete(service)) {
                changes.incrementAndGet();
                tellErased(service, actor);
            }
        } finally {
            changing.unlock();
        }
    }

    @Override
    public void eraseOver() {
        for (String service : rows.deleteOver(clock.instant())) {
            changes.incrementAndGet();
            tellErased(service, Actor.SYSTEM);
        }
    }

    private void tellErased(String service, Actor actor) {
        events.record(
                "recording.erased",
                new Subject(SubjectType.SERVICE, service, null),
                ReasonCode.RECORDING_ERASED,
                actor,
                "Erased what was recorded of the service \"" + service + "\".");
    }

    @Override
    public long changes() {
        return changes.get();
    }

    @Override
    public List<Recording> all() {
        Instant now = clock.instant();
        return rows.all().stream().filter(one -> now.isBefore(one.eraseAt())).toList();
    }

    Optional<Recording> present(String service) {
        Instant now = clock.instant();
        return rows.find(service).filter(one -> now.isBefore(one.eraseAt()));
    }

    @Override
    public void store(Recording recording, long source, long number, CapturedRequest request) {
        Optional<CapturedRequest> masked = new Masking(recording.spec().mask()).apply(request);
        if (masked.isEmpty()) {
            skip(recording, 1);
            return;
        }
        String name = RecordingRows.name(recording.id(), source, number);
        rows.store(recording, source, number, keys.seal(name, Json.write(masked.get())));
    }

    @Override
    public void skip(Recording recording, long more) {
        if (more > 0) {
            rows.skipped(recording.id(), more);
        }
    }

    /** What was recorded of a service, in its order. */
    List<CapturedRequest> requests(String service) {
        return present(service)
                .map(recording -> rows.requests(recording).stream()
                        .map(kept -> Json.read(keys.open(kept.name(), kept.value()), CapturedRequest.class))
                        .toList())
                .orElse(List.of());
    }
}

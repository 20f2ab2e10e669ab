package dev.triptych.controlplane.web;

import dev.triptych.api.EventsApi;
import dev.triptych.api.model.Event;
import dev.triptych.api.model.EventList;
import dev.triptych.api.model.EventSubject;
import dev.triptych.api.model.EventSubjectType;
import dev.triptych.api.model.Reason;
import dev.triptych.api.model.StreamNotice;
import dev.triptych.controlplane.access.Caller;
import dev.triptych.controlplane.access.Callers;
import dev.triptych.controlplane.access.Tokens;
import dev.triptych.controlplane.journal.EventFeed;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

@RestController
final class EventsController implements EventsApi {
    private static final Logger LOG = LoggerFactory.getLogger(EventsController.class);
    private static final long NO_TIMEOUT = 0;
    private static final String TOO_SLOW =
            "This reader is too slow. Nothing was left out; connect again with the last id.";
    private static final String GAP = "Older events up to this id were removed for their age.";

    private final EventFeed feed;
    private final Tokens tokens;
    private final OpenStreams streams;
    private final ClientConnections connections;
    private final WebProperties properties;
    private final HttpServletRequest request;

    /** @param request stands for the one that the calling thread serves */
    EventsController(
            EventFeed feed,
            Tokens tokens,
            OpenStreams streams,
            ClientConnections connections,
            WebProperties properties,
            HttpServletRequest request) {
        this.feed = feed;
        this.tokens = tokens;
        this.streams = streams;
        this.connections = connections;
        this.properties = properties;
        this.request = request;
    }

    @Override
    public ResponseEntity<EventList> listEvents(@Nullable Long after, Integer limit, @Nullable String workload) {
        check(after, workload).limit(limit).refuseIfAny();
        List<dev.triptych.controlplane.journal.Event> found =
                after == null ? feed.newest(workload, limit) : feed.after(after, workload, limit);
        EventList answer =
                new EventList(found.stream().map(EventsController::shown).toList());
        return ResponseEntity.ok(answer.next(
                found.isEmpty() ? after : Long.valueOf(found.getLast().id())));
    }

    @Override
    public ResponseEntity<SseEmitter> streamEvents(
            @Nullable Long lastEventId, @Nullable Long after, @Nullable String workload) {
        Long from = lastEventId == null ? after : lastEventId;
        check(from, workload).refuseIfAny();
        EventFeed.Reader reader = feed.open(from, workload);
        SseEmitter emitter = new SseEmitter(NO_TIMEOUT);
        Caller caller = Callers.current();
        Follower follower = new Follower(caller, connections.of(request), HandOver.of(request));
        Thread.ofVirtual().name("event-stream").start(() -> send(reader, emitter, follower, from != null));
        return ResponseEntity.ok()
                .contentType(MediaType.TEXT_EVENT_STREAM)
                .header("X-Accel-Buffering", "no")
                .body(emitter);
    }

    /** Who reads a stream. */
    private record Follower(Caller caller, ClientConnections.Client client, HandOver handOver) {}

    private void send(EventFeed.Reader reader, SseEmitter emitter, Follower follower, boolean replays) {
        try (reader) {
            streams.<IOException>run(follower.handOver(), () -> {
                emitter.send(SseEmitter.event().comment("open"));
                if (replays) {
                    tellGap(reader, emitter);
                }
                SendingTime sending = new SendingTime(properties.slowReader());
                Silence silence = new Silence(properties.heartbeat());
                while (tokens.isLive(follower.caller()) && !sending.isOver()) {
                    List<dev.triptych.controlplane.journal.Event> events =
                            reader.next(silence.leftAtMost(properties.glance()));
                    if (events.isEmpty() && !follower.client().isConnected()) {
                        throw new IOException("its client went away");
                    }
                    if (events.isEmpty() && !silence.isOver()) {
                        continue;
                    }
                    silence.broken();
                    sending.<IOException>of(() -> send(events, emitter));
                    if (!reader.behind() && !sending.isOver()) {
                        sending.caughtUp();
                    }
                }
                if (sending.isOver()) {
                    tell(emitter, "stream.too-slow", new StreamNotice(reader.position(), TOO_SLOW));
                }
            });
            emitter.complete();
        } catch (IOException | IllegalStateException clientWentAway) {
            LOG.debug("the event stream of {} ended: {}", follower.caller().name(), clientWentAway.toString());
            emitter.complete();
        } catch (DataAccessException noNews) {
            LOG.warn("an event stream ends: the events cannot be read; its reader goes on at its last id", noNews);
            emitter.complete();
        }
    }

    private static void send(List<dev.triptych.controlplane.journal.Event> events, SseEmitter emitter)
            throws IOException {
        if (events.isEmpty()) {
            emitter.send(SseEmitter.event().comment("still here"));
        }
        for (dev.triptych.controlplane.journal.Event event : events) {
            emitter.send(SseEmitter.event()
                    .id(String.valueOf(event.id()))
                    .name(event.type())
                    .data(shown(event), MediaType.APPLICATION_JSON));
        }
    }

    /** What was removed for its age cannot be replayed, and that is said. */
    private void tellGap(EventFeed.Reader reader, SseEmitter emitter) throws IOException {
        long removed = feed.removedUpTo();
        if (reader.position() < removed) {
            tell(emitter, "stream.gap", new StreamNotice(removed, GAP));
        }
    }

    private static void tell(SseEmitter emitter, String type, StreamNotice notice) throws IOException {
        emitter.send(SseEmitter.event().name(type).data(notice, MediaType.APPLICATION_JSON));
    }

    private static Checks check(@Nullable Long after, @Nullable String workload) {
        Checks checks = new Checks().require(after == null || after >= 0, "after", "must be 0 or more");
        return workload == null ? checks : checks.name(workload, "workload");
    }

    private static Event shown(dev.triptych.controlplane.journal.Event event) {
        EventSubject subject = new EventSubject(
                        EventSubjectType.valueOf(event.subject().type().name()),
                        event.subject().name())
                .id(event.subject().id());
        return new Event(
                        event.id(),
                        event.at(),
                        event.type(),
                        subject,
                        new Reason(event.reason().name(), event.message()),
                        event.actor(),
                        event.message())
                .from(event.from())
                .to(event.to())
                .run(event.run());
    }
}

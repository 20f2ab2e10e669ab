package dev.triptych.controlplane.pull;

import dev.triptych.controlplane.dispatch.ImagesProperties;
import dev.triptych.controlplane.journal.Event.Subject;
import dev.triptych.controlplane.journal.Event.SubjectType;
import dev.triptych.controlplane.journal.EventDraft;
import dev.triptych.controlplane.journal.Journal;
import dev.triptych.controlplane.journal.ReasonCode;
import dev.triptych.controlplane.platform.Actor;
import dev.triptych.controlplane.platform.RoundTrip;
import dev.triptych.controlplane.pull.Pull.Failure;
import dev.triptych.controlplane.pull.Pull.Outcome;
import dev.triptych.controlplane.pull.Pull.State;
import dev.triptych.spi.ImagePulling.Progress;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import org.springframework.stereotype.Component;

/** Puts what becomes of pulls on record, each change together with its event. */
@Component
class PullRecord {
    private static final double MEBIBYTE = 1 << 20;

    private final Journal journal;
    private final ImagesProperties properties;
    private final Clock clock;

    PullRecord(Journal journal, ImagesProperties properties, Clock clock) {
        this.journal = journal;
        this.properties = properties;
        this.clock = clock;
    }

    void wanted(Pull pull, Actor actor) {
        RoundTrip trip = new RoundTrip();
        PullRows.insert(trip, pull);
        EventDraft event = event(
                pull,
                "image.pull-changed",
                ReasonCode.IMAGE_PULL_REQUESTED,
                actor,
                "The image \"" + pull.reference() + "\" is being pulled.");
        journal.write(trip, List.of(event.entering(null, State.PULLING)));
    }

    void progressed(Pull pull, Actor actor) {
        RoundTrip trip = new RoundTrip();
        PullRows.update(trip, pull);
        journal.write(
                trip,
                List.of(event(
                        pull,
                        "image.pull-progressed",
                        ReasonCode.IMAGE_PULL_PROGRESSED,
                        actor,
                        told(pull.progress()))));
    }

    void ended(Pull pull, Actor actor) {
        RoundTrip trip = new RoundTrip();
        PullRows.update(trip, pull);
        PullRows.forget(trip, properties.pulls().kept());
        EventDraft event = event(pull, "image.pull-changed", reason(pull.state()), actor, told(pull));
        journal.write(trip, List.of(event.entering(State.PULLING, pull.state())));
    }

    private static ReasonCode reason(State state) {
        return switch (state) {
            case PULLING -> throw new IllegalArgumentException("it is under way");
            case SUCCEEDED -> ReasonCode.IMAGE_PULLED;
            case FAILED -> ReasonCode.IMAGE_PULL_FAILED;
            case CANCELLED -> ReasonCode.IMAGE_PULL_CANCELLED;
        };
    }

    private static String told(Pull pull) {
        Outcome outcome = pull.outcome();
        String image = "The image \"" + pull.reference() + "\"";
        if (outcome == null || pull.state() == State.CANCELLED) {
            return image + " is not pulled any more: it was cancelled.";
        }
        Failure error = outcome.error();
        return error == null
                ? image + " was pulled: " + outcome.repoDigest() + "."
                : image + " could not be pulled: " + error.detail();
    }

    private static String told(Progress progress) {
        return String.format(
                Locale.ROOT,
                "%d of %d layers are here; %.1f of %.1f MiB arrived.",
                progress.layersDone(),
                progress.layers(),
                progress.bytesFetched() / MEBIBYTE,
                progress.bytes() / MEBIBYTE);
    }

    private EventDraft event(Pull pull, String type, ReasonCode reason, Actor actor, String message) {
        Subject subject =
                new Subject(SubjectType.IMAGE, pull.reference(), pull.id().toString());
        return EventDraft.of(clock.instant(), type, subject, reason, actor, message);
    }
}

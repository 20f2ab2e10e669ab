package dev.triptych.controlplane.assessment;

import dev.triptych.controlplane.assessment.Assessment.State;
import dev.triptych.controlplane.journal.Event.Subject;
import dev.triptych.controlplane.journal.Event.SubjectType;
import dev.triptych.controlplane.journal.EventDraft;
import dev.triptych.controlplane.journal.Journal;
import dev.triptych.controlplane.journal.ReasonCode;
import dev.triptych.controlplane.platform.Actor;
import dev.triptych.controlplane.platform.RoundTrip;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Puts what becomes of assessments on record, each change together with its event. */
@Component
class AssessmentRecord {
    static final Actor SYSTEM = new Actor("system", "");

    private final Journal journal;
    private final Clock clock;

    AssessmentRecord(Journal journal, Clock clock) {
        this.journal = journal;
        this.clock = clock;
    }

    void begun(Assessment assessment, Actor actor) {
        RoundTrip trip = new RoundTrip();
        AssessmentRows.insert(trip, assessment);
        write(trip, assessment, null, State.RUNNING, ReasonCode.ASSESSMENT_BEGAN, actor, assessment.message());
    }

    void done(Assessment assessment, Judgement judgement) {
        String verdict = judgement.verdict().name().toLowerCase(Locale.ROOT);
        String message = "The verdict is " + verdict
                + (judgement.findings().isEmpty()
                        ? "."
                        : ", first of all for: "
                                + judgement.findings().getFirst().topic() + ".");
        RoundTrip trip = new RoundTrip();
        AssessmentRows.done(trip, assessment.id(), judgement, message, clock.instant());
        write(trip, assessment, State.RUNNING, State.DONE, ReasonCode.ASSESSMENT_DONE, SYSTEM, message);
    }

    void failed(Assessment assessment, String message) {
        RoundTrip trip = new RoundTrip();
        AssessmentRows.failed(trip, assessment.id(), message, clock.instant());
        write(trip, assessment, State.RUNNING, State.FAILED, ReasonCode.ASSESSMENT_FAILED, SYSTEM, message);
    }

    private void write(
            RoundTrip trip,
            Assessment assessment,
            @Nullable State from,
            State to,
            ReasonCode reason,
            Actor actor,
            String message) {
        Subject subject = new Subject(
                SubjectType.WORKLOAD, assessment.name(), assessment.workload().toString());
        EventDraft event =
                EventDraft.of(clock.instant(), "workload.assessment-changed", subject, reason, actor, message);
        journal.write(trip, List.of(event.entering(from, to)));
    }
}

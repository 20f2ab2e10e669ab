package dev.triptych.controlplane.web;

import dev.triptych.api.model.Assessment;
import dev.triptych.api.model.AssessmentFinding;
import dev.triptych.api.model.AssessmentMeans;
import dev.triptych.api.model.AssessmentRequest;
import dev.triptych.api.model.AssessmentState;
import dev.triptych.api.model.AssessmentVerdict;
import dev.triptych.controlplane.assessment.Assessments;
import dev.triptych.controlplane.assessment.Finding;
import dev.triptych.controlplane.platform.Actor;
import java.time.Duration;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Answers to the questions about assessments. */
@Component
final class AssessmentAnswers {
    private final Assessments assessments;

    AssessmentAnswers(Assessments assessments) {
        this.assessments = assessments;
    }

    Assessment begin(String workload, AssessmentRequest body, Actor actor) {
        Checks checks = new Checks();
        Duration observe = checks.parsed(body.getObserve(), "observe", DurationText::parse, Assessments.USUAL);
        checks.refuseIfAny();
        return shown(assessments.begin(workload, observe, actor));
    }

    Assessment newest(String workload) {
        return shown(assessments.newest(workload));
    }

    private static Assessment shown(dev.triptych.controlplane.assessment.Assessment assessment) {
        return new Assessment(
                        assessment.name(),
                        AssessmentState.valueOf(assessment.state().name()),
                        DurationText.of(assessment.observe()),
                        assessment.message(),
                        assessment.findings().stream()
                                .map(AssessmentAnswers::shown)
                                .toList(),
                        assessment.missing(),
                        assessment.createdAt(),
                        assessment.createdBy())
                .verdict(Optional.ofNullable(assessment.verdict())
                        .map(verdict -> AssessmentVerdict.valueOf(verdict.name()))
                        .orElse(null))
                .endedAt(assessment.endedAt());
    }

    private static AssessmentFinding shown(Finding finding) {
        return new AssessmentFinding(
                finding.topic(),
                finding.evidence(),
                AssessmentMeans.valueOf(finding.means().name()),
                finding.forward());
    }
}

package dev.triptych.controlplane.assessment;

import dev.triptych.controlplane.assessment.Finding.Means;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What the evidence comes to. The measure is what a module of WASI preview 1 can do here (docs/wasm.md).
 *
 * @param findings the worst first, and otherwise in the order of the rules
 * @param missing evidence that could not be had
 */
record Judgement(Verdict verdict, List<Finding> findings, List<String> missing) {
    Judgement {
        findings = List.copyOf(findings);
        missing = List.copyOf(missing);
    }

    static Judgement of(Evidence evidence) {
        List<Finding> findings = new ArrayList<>();
        findings.addAll(ProgramRules.judge(evidence));
        findings.addAll(ProcessRules.judge(evidence));
        findings.addAll(SocketRules.judge(evidence));
        findings.addAll(StateRules.judge(evidence));
        List<Finding> judged = findings.stream()
                .map(finding -> builtAlready(finding, evidence))
                .sorted(Comparator.comparing(Finding::means).reversed())
                .toList();
        List<String> missing = new ArrayList<>(evidence.program().missing());
        missing.addAll(evidence.behaviour().missing());
        return new Judgement(
                verdict(judged), judged, missing.stream().distinct().toList());
    }

    /** Where a module of the program is there, what would have to be built anew has been. */
    private static Finding builtAlready(Finding finding, Evidence evidence) {
        return evidence.module() == null || finding.means() != Means.REBUILD
                ? finding
                : new Finding(
                        finding.topic(),
                        finding.evidence(),
                        Means.FITS,
                        "The artifact " + evidence.module()
                                + " is built for that; compare its answers before it takes over.");
    }

    private static Verdict verdict(List<Finding> findings) {
        return switch (findings.stream()
                .map(Finding::means)
                .max(Comparator.naturalOrder())
                .orElse(Means.REBUILD)) {
            case FITS -> Verdict.READY;
            case REBUILD -> Verdict.REBUILD;
            case STAY -> Verdict.STAY;
        };
    }
}

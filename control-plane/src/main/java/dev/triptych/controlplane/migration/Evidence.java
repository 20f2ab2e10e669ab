package dev.triptych.controlplane.migration;

import dev.triptych.controlplane.assessment.Finding;
import dev.triptych.controlplane.assessment.Verdict;
import dev.triptych.controlplane.verification.VerificationResult;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a state has shown; only the part of that state is there. */
public record Evidence(
        @Nullable Assessed assessment,
        @Nullable Preparation preparation,
        @Nullable Verification verification,
        List<CanaryShare> canary,
        @Nullable CutOver cutOver,
        @Nullable Watching watching,
        @Nullable Rollback rollback) {
    static final Evidence NONE = new Evidence(null, null, null, List.of(), null, null, null);

    public Evidence {
        canary = List.copyOf(canary);
    }

    /**
     * What was found out about the old workload.
     *
     * @param verdict null when nothing could be found out
     * @param problem why not; null when it could
     */
    public record Assessed(
            @Nullable Verdict verdict,
            List<Finding> findings,
            @Nullable String problem) {
        public Assessed {
            findings = List.copyOf(findings);
        }
    }

    /**
     * How the new workload came up.
     *
     * @param imports of a Wasm module; null for other kinds
     * @param missing those that are not granted
     * @param readyAfterMillis null until it is ready
     * @param code of the problem
     * @param problem why it did not; null when it did
     */
    public record Preparation(
            String workload,
            @Nullable List<String> imports,
            List<String> missing,
            @Nullable Long readyAfterMillis,
            @Nullable String code,
            @Nullable String problem) {
        Preparation ready(long millis) {
            return new Preparation(workload, imports, missing, millis, null, null);
        }

        Preparation broken(String why, String words) {
            return new Preparation(workload, imports, missing, null, why, words);
        }
    }

    /**
     * What comparing has shown.
     *
     * @param replayed of given and recorded requests; null until that is over
     * @param mirrored of the clients' own; null without any
     */
    public record Verification(
            @Nullable VerificationResult replayed, @Nullable VerificationResult mirrored, int minimum) {
        public VerificationResult all() {
            VerificationResult first = replayed == null ? VerificationResult.NONE : replayed;
            return mirrored == null ? first : first.plus(mirrored);
        }
    }

    /**
     * What a backend did in some time.
     *
     * @param p50 milliseconds; null without answers
     * @param p99 the same
     */
    public record Traffic(
            String workload,
            long requests,
            long errors,
            @Nullable Double p50,
            @Nullable Double p99) {}

    /** What both did while the new one had a share. */
    public record CanaryShare(
            int weight, Instant since, @Nullable Instant until, Traffic old, Traffic candidate) {}

    /**
     * The switch.
     *
     * @param at when all new requests began to go to the new workload
     * @param inFlight what the old one had then
     * @param drainedAt when it had nothing any more; null before, and when its time was over first
     * @param leftInFlight what it still had when its time was over
     * @param before the old one, since the migration began or as far back as the gateway counts
     * @param during the new one, until the old one was drained
     */
    public record CutOver(
            Instant at,
            long inFlight,
            @Nullable Instant drainedAt,
            @Nullable Long leftInFlight,
            Traffic before,
            Traffic during) {}

    /**
     * The new one alone.
     *
     * @param budgetUsed 1 is all of the error budget
     * @param p99Before milliseconds, what it is measured against; null when that cannot be said
     */
    public record Watching(
            Instant since,
            Traffic candidate,
            double budgetUsed,
            @Nullable Double p99Before) {}

    /**
     * A way back.
     *
     * @param startedOld whether the old workload had to be started
     * @param switchedAt when it had all requests again; null when it always had
     * @param removedAt when the new one was told to go
     */
    public record Rollback(
            String why,
            boolean startedOld,
            @Nullable Instant switchedAt,
            @Nullable Instant removedAt) {}

    static Evidence of(Assessed assessed) {
        return new Evidence(assessed, null, null, List.of(), null, null, null);
    }

    static Evidence of(Preparation preparation) {
        return new Evidence(null, preparation, null, List.of(), null, null, null);
    }

    static Evidence of(Verification verification) {
        return new Evidence(null, null, verification, List.of(), null, null, null);
    }

    static Evidence of(List<CanaryShare> canary) {
        return new Evidence(null, null, null, canary, null, null, null);
    }

    static Evidence of(CutOver cutOver) {
        return new Evidence(null, null, null, List.of(), cutOver, null, null);
    }

    static Evidence of(Watching watching) {
        return new Evidence(null, null, null, List.of(), null, watching, null);
    }

    static Evidence of(Rollback rollback) {
        return new Evidence(null, null, null, List.of(), null, null, rollback);
    }
}

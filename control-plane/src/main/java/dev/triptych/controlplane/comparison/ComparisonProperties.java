package dev.triptych.controlplane.comparison;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Bounds of comparisons.
 *
 * @param maxRepetitions the most repetitions of each variant
 * @param maxQueued how many comparisons may wait
 * @param kept how many that have ended are kept; the oldest go first
 * @param trialDeadline the longest that one repetition may take
 * @param goneDeadline the longest that the removal of its workload may take
 * @param probeArtifact the Wasm module that looks around from inside
 * @param probeImage the same program as image
 */
@ConfigurationProperties("triptych.comparison")
public record ComparisonProperties(
        @DefaultValue("200") int maxRepetitions,
        @DefaultValue("50") int maxQueued,
        @DefaultValue("500") int kept,
        @DefaultValue("10m") Duration trialDeadline,
        @DefaultValue("2m") Duration goneDeadline,
        @DefaultValue("probe.wasm") String probeArtifact,
        @DefaultValue("triptych/probe:1") String probeImage) {
    public ComparisonProperties {
        if (maxRepetitions < 1 || maxQueued < 1 || kept < 1) {
            throw new IllegalArgumentException(
                    "triptych.comparison.max-repetitions, max-queued and kept must be more than 0");
        }
        if (!trialDeadline.isPositive() || !goneDeadline.isPositive()) {
            throw new IllegalArgumentException(
                    "triptych.comparison.trial-deadline and gone-deadline must be more than 0");
        }
    }
}

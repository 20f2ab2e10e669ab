package dev.triptych.controlplane.assessment;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Bounds of assessments.
 *
 * @param maxAtOnce how many containers are looked at at once; each holds up to 16 MiB of a file in memory
 */
@ConfigurationProperties("triptych.assessment")
public record AssessmentProperties(@DefaultValue("4") int maxAtOnce) {
    public AssessmentProperties {
        if (maxAtOnce < 1) {
            throw new IllegalArgumentException("triptych.assessment.max-at-once must be more than 0");
        }
    }
}

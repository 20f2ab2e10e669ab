package dev.triptych.controlplane.migration;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Bounds of migrations.
 *
 * @param maxOpen how many may be under way
 * @param kept how many that have ended are kept; the oldest go first
 * @param every how often each is looked at
 * @param readyDeadline the longest that a workload may take to become ready
 * @param goneDeadline the longest that the removal of a workload is waited for
 */
@ConfigurationProperties("triptych.migration")
public record MigrationProperties(
        @DefaultValue("20") int maxOpen,
        @DefaultValue("500") int kept,
        @DefaultValue("200ms") Duration every,
        @DefaultValue("5m") Duration readyDeadline,
        @DefaultValue("2m") Duration goneDeadline) {
    public MigrationProperties {
        if (maxOpen < 1 || kept < 1) {
            throw new IllegalArgumentException("triptych.migration.max-open and kept must be more than 0");
        }
        if (every.toMillis() < 1 || !readyDeadline.isPositive() || !goneDeadline.isPositive()) {
            throw new IllegalArgumentException(
                    "triptych.migration.every, ready-deadline and gone-deadline must be more than 0");
        }
    }
}

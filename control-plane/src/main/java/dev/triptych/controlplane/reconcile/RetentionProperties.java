package dev.triptych.controlplane.reconcile;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How long what has been is kept.
 *
 * @param every how often it is looked for what is too old
 * @param events at least an hour
 * @param deletedWorkloads description and runs of a workload after its deletion
 * @param logs of a run that nobody writes to any more
 * @param usageDetailed samples as they were taken; after that, one for each minute
 * @param usagePerMinute after that, one for each quarter of an hour
 * @param usage after that, none
 * @param idempotencyKeys how long a call can be repeated with its key
 */
@ConfigurationProperties("triptych.retention")
public record RetentionProperties(
        @DefaultValue("10m") Duration every,
        @DefaultValue("30d") Duration events,
        @DefaultValue("7d") Duration deletedWorkloads,
        @DefaultValue("14d") Duration logs,
        @DefaultValue("1h") Duration usageDetailed,
        @DefaultValue("1d") Duration usagePerMinute,
        @DefaultValue("7d") Duration usage,
        @DefaultValue("24h") Duration idempotencyKeys) {
    public RetentionProperties {
        if (events.compareTo(Duration.ofHours(1)) < 0) {
            throw new IllegalArgumentException("triptych.retention.events must be at least 1h");
        }
        if (usageDetailed.compareTo(usagePerMinute) > 0 || usagePerMinute.compareTo(usage) > 0) {
            throw new IllegalArgumentException(
                    "triptych.retention.usage-detailed, usage-per-minute and usage must not get shorter in this order");
        }
    }
}

package dev.triptych.controlplane.workload;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How much more may be promised to runs than the host has. Few programs use what they may; 1 promises nothing twice.
 *
 * @param cpuOvercommit how many times the host's processors the runs that have not ended may have together
 * @param memoryOvercommit the same of its memory
 */
@ConfigurationProperties("triptych.resources")
public record ResourcesProperties(
        @DefaultValue("1000") double cpuOvercommit,
        @DefaultValue("16") double memoryOvercommit) {
    public ResourcesProperties {
        if (!(cpuOvercommit > 0 && memoryOvercommit > 0)) {
            throw new IllegalArgumentException(
                    "triptych.resources.cpu-overcommit and memory-overcommit must be more than 0");
        }
    }
}

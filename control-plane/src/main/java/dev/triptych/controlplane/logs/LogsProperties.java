package dev.triptych.controlplane.logs;

import dev.triptych.spi.ByteSize;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How much of what workloads write is kept.
 *
 * @param perWorkload over all its runs; the oldest is dropped first
 * @param segment size of one file, the unit in which is dropped
 * @param readers how many logs may be read or followed at once
 */
@ConfigurationProperties("triptych.logs")
public record LogsProperties(
        @DefaultValue("64MiB") ByteSize perWorkload,
        @DefaultValue("4MiB") ByteSize segment,
        @DefaultValue("512") int readers) {
    public LogsProperties {
        if (segment.bytes() < 1 || segment.bytes() > Integer.MAX_VALUE / 2 || perWorkload.compareTo(segment) < 0) {
            throw new IllegalArgumentException("triptych.logs.segment must be 1B to 1GiB and fit into per-workload");
        }
    }
}

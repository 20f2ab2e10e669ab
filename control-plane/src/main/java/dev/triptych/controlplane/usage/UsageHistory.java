package dev.triptych.controlplane.usage;

import dev.triptych.spi.Usage;
import dev.triptych.spi.WorkloadId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Samples of what workloads used while they ran; the older, the fewer. */
public interface UsageHistory {

    /**
     * The samples after a time, oldest first.
     *
     * @param since null for all that is kept
     */
    List<UsageSample> samples(WorkloadId workload, @Nullable Instant since, int limit);

    /** One measurement of one run. */
    record UsageSample(Instant at, int run, Usage usage) {}
}

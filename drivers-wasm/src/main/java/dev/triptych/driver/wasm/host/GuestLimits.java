package dev.triptych.driver.wasm.host;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What each run of one workload may take, beside memory.
 *
 * @param outputBytes that a run may write; a call or a request may have a bound of its own
 * @param openFiles descriptors at once
 * @param tableEntries of all tables together
 * @param timeout of one run, from its start; null for none
 * @param cpuTime processor time; null for no limit
 */
public record GuestLimits(
        long outputBytes,
        int openFiles,
        long tableEntries,
        @Nullable Duration timeout,
        @Nullable Duration cpuTime) {}

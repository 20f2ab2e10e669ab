package dev.triptych.controlplane.comparison;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One repetition on record.
 *
 * @param position in the order of the comparison, from 0
 * @param round all variants have one repetition in each
 * @param variant index in the plan
 * @param attempt counts from 1; more where the service ended in the middle of one
 * @param workload the name of the workload that runs it
 * @param sample null while it is under way
 */
record Trial(
        int position,
        Purpose purpose,
        int round,
        int variant,
        int attempt,
        String workload,
        Instant begunAt,
        @Nullable Sample sample) {

    /** The same with what it came to. */
    Trial with(Sample outcome) {
        return new Trial(position, purpose, round, variant, attempt, workload, begunAt, outcome);
    }

    /** What it is for. */
    enum Purpose {
        /** The probe program looks around in the variant's place. */
        INSIDE,
        WARM_UP,
        MEASURED
    }
}

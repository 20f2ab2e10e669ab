package dev.triptych.controlplane.migration;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far a state is, for whoever goes on with it after a restart.
 *
 * @param index which of its parts is under way
 * @param since when that part began to act; null before
 * @param old what the gateway had counted of the old workload then
 * @param candidate the same of the new one
 */
record Mark(
        int index,
        @Nullable Instant since,
        @Nullable Counts old,
        @Nullable Counts candidate) {
    static final Mark NONE = new Mark(0, null, null, null);

    Mark at(Instant now, Counts oldNow, Counts candidateNow) {
        return new Mark(index, now, oldNow, candidateNow);
    }

    Mark next() {
        return new Mark(index + 1, null, null, null);
    }
}

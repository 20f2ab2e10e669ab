package dev.triptych.controlplane.migration;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A migration as it is on record.
 *
 * @param goal where its way back leads; null unless it is on one or was
 * @param waiting whether it is at a gate
 * @param request what somebody asked for and is not done yet; null for nothing
 * @param message one sentence on where it is, safe to show
 * @param createdBy a token's name
 */
public record Migration(
        UUID id,
        String name,
        MigrationPlan plan,
        State state,
        @Nullable State goal,
        boolean waiting,
        @Nullable Action request,
        String message,
        Instant createdAt,
        String createdBy,
        @Nullable Instant endedAt) {

    /** Where it is. */
    public enum State {
        /** The old workload is looked at. */
        ASSESSING,
        /** The new workload is made, and waited for. */
        PREPARING,
        /** The answers of both are compared. */
        VERIFYING,
        /** The new one has a part of the requests. */
        CANARY,
        /** The new one has all new requests, and the old one ends those that it has. */
        CUTTING_OVER,
        /** The old one still runs, without requests. */
        WATCHING,
        /** The old one is stopped, and may come back. */
        GRACE,
        DONE,
        /** The old one gets all requests again, and the new one is removed. */
        ROLLING_BACK,
        ROLLED_BACK,
        CANCELLED,
        FAILED;

        public boolean ended() {
            return this == DONE || this == ROLLED_BACK || this == CANCELLED || this == FAILED;
        }
    }

    /** What can be asked of it. */
    public enum Action {
        PROMOTE,
        ROLLBACK,
        CANCEL
    }

    /**
     * Whether an action is possible now.
     *
     * @param reason why not; null when it is
     */
    public record AvailableAction(Action action, @Nullable String reason) {
        public boolean available() {
            return reason == null;
        }
    }

    /** What became of a state. */
    public enum Outcome {
        UNDER_WAY,
        PASSED,
        FAILED,
        /** Somebody asked for a way back or an end. */
        CUT_SHORT
    }

    /**
     * A state that was entered.
     *
     * @param mark how far it is within the state
     */
    public record Step(
            int position,
            State state,
            Instant startedAt,
            @Nullable Instant endedAt,
            Outcome outcome,
            Evidence evidence,
            Mark mark) {}

    /** With its steps, in order. */
    public record View(Migration migration, List<Step> steps) {
        public View {
            steps = List.copyOf(steps);
        }

        /** The state that is under way, or was the last. */
        public Step current() {
            return steps.getLast();
        }

        public List<AvailableAction> availableActions() {
            return MigrationPolicy.availableActions(migration);
        }
    }
}

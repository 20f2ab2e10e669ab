package dev.triptych.controlplane.reconcile;

import dev.triptych.spi.WorkloadId;
import dev.triptych.spi.WorkloadKind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/**
 * Who waits for room on the host, first come, first served. A run waits only while others of its kind hold what it needs;
 * what does not fit on an idle host never will.
 */
@Component
class Room {
    /** So many try again when one run ends; who finds no room waits on. */
    private static final int WOKEN = 2;

    private final Lanes lanes;
    private final Map<WorkloadKind, Deque<WorkloadId>> waiting = new EnumMap<>(WorkloadKind.class);
    private final Map<WorkloadKind, Long> ends = new EnumMap<>(WorkloadKind.class);

    Room(Lanes lanes) {
        this.lanes = lanes;
    }

    /** How often runs of a kind have ended; to be read before an attempt at a start. */
    synchronized long ends(WorkloadKind kind) {
        return ends.getOrDefault(kind, 0L);
    }

    /**
     * What a run does that found no room.
     *
     * @param seen {@link #ends} before the attempt
     */
    synchronized Answer park(Lane lane, WorkloadKind kind, long seen) {
        if (ends(kind) != seen) {
            return Answer.TRY_AGAIN;
        }
        if (lanes.running(kind) == 0) {
            return Answer.GIVE_UP;
        }
        Deque<WorkloadId> queue = waiting.computeIfAbsent(kind, key -> new ArrayDeque<>());
        if (!queue.contains(lane.id)) {
            queue.addLast(lane.id);
        }
        return Answer.WAIT;
    }

    /** A run has ended, in the backend and on record: who is to try again? To be told while its session is still there. */
    synchronized List<WorkloadId> freed(WorkloadKind kind) {
        ends.merge(kind, 1L, Long::sum);
        Deque<WorkloadId> queue = waiting.getOrDefault(kind, new ArrayDeque<>());
        List<WorkloadId> next = new ArrayList<>();
        while (next.size() < WOKEN && !queue.isEmpty()) {
            next.add(queue.removeFirst());
        }
        return next;
    }

    /** What to do without room. */
    enum Answer {
        /** Something has ended meanwhile. */
        TRY_AGAIN,
        /** It is in the queue now. */
        WAIT,
        /** There is nobody to wait for. */
        GIVE_UP
    }
}

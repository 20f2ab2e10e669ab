package dev.triptych.controlplane.journal;

import java.util.TreeSet;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.stereotype.Component;

/**
 * Hands out event ids and knows which are settled. Transactions end in another order than they took their ids in; a
 * reader that went by the newest visible id would step over those that come late.
 */
@Component
class EventIds {
    /** As in the migration that made the sequence. */
    private static final int BLOCK = 1000;

    private final JdbcOperations database;
    private final TreeSet<Long> open = new TreeSet<>();
    private long next;
    private long end;

    EventIds(JdbcOperations database) {
        this.database = database;
    }

    /** Takes ids in growing order; each must be released when its transaction has ended, well or not. */
    synchronized long[] take(int count) {
        long[] taken = new long[count];
        for (int i = 0; i < count; i++) {
            if (next >= end) {
                takeBlock();
            }
            taken[i] = next++;
            open.add(taken[i]);
        }
        return taken;
    }

    private void takeBlock() {
        Long start = database.queryForObject("select nextval('event_id_block')", Long.class);
        if (start == null) {
            throw new IllegalStateException("a sequence answered null");
        }
        next = start;
        end = start + BLOCK;
    }

    synchronized void release(long[] taken) {
        for (long id : taken) {
            open.remove(id);
        }
    }

    /** Every event up to this id is visible or never will be. */
    synchronized long settled() {
        if (!open.isEmpty()) {
            return open.first() - 1;
        }
        return next == 0 ? Long.MAX_VALUE : next - 1;
    }
}

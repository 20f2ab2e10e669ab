package dev.triptych.controlplane.journal;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads what happened. Events become visible in the order of their ids: a reader that goes on after the last id it saw
 * misses none, whatever the order in which transactions end.
 */
public interface EventFeed {

    /**
     * The events after an id, oldest first; an empty list when there is nothing newer.
     *
     * @param workload only events about the workload of this name, also of former ones; null for all
     */
    List<Event> after(long id, @Nullable String workload, int limit);

    /** The newest events, oldest first. */
    List<Event> newest(@Nullable String workload, int limit);

    /** Events up to this id may have been removed, because they were too old to be kept; 0 for none. */
    long removedUpTo();

    /**
     * Opens a reader that begins after an id.
     *
     * @param afterId null to begin with what happens from now on
     * @throws dev.triptych.controlplane.platform.TriptychException.LimitReached when too many readers are open
     */
    Reader open(@Nullable Long afterId, @Nullable String workload);

    /** A position in the feed, for one thread. The reader sets the pace; nothing piles up for a slow one. */
    interface Reader extends AutoCloseable {
        /** The next events, after waiting for at most this long; empty when none came. */
        List<Event> next(Duration atMost) throws InterruptedException;

        /** Whether there is probably more to be had at once. */
        boolean behind();

        /** The id of the last event that was given. */
        long position();

        @Override
        void close();
    }
}

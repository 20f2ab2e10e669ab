package dev.triptych.controlplane.comparison;

import dev.triptych.controlplane.platform.Actor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What users can ask for. Everything throws {@link dev.triptych.controlplane.platform.TriptychException}; what takes a name,
 * {@code NotFound} when there is no such comparison.
 */
public interface Comparisons {

    /**
     * Puts a comparison at the end of the queue, when every variant could run here.
     *
     * @param name null to have one drawn
     * @throws dev.triptych.controlplane.platform.TriptychException when the name is taken, too many wait, or a variant's
     *     source is not there or not what it should be; nothing is recorded then
     */
    Comparison.View create(@Nullable String name, Plan plan, Actor actor);

    Comparison.View get(String name);

    /**
     * The newest first.
     *
     * @param cursor {@link Page#next} of the page before; null for the first
     */
    Page list(@Nullable String cursor, int limit);

    /** Asks for its end. What has ended already stays as it is; the workload that runs is removed. */
    Comparison.View cancel(String name, Actor actor);

    /** What can be concluded so far. */
    Report report(String name);

    /**
     * A part of the list.
     *
     * @param next where the next page begins; null on the last
     */
    record Page(List<Comparison.View> items, @Nullable String next) {
        public Page {
            items = List.copyOf(items);
        }
    }
}

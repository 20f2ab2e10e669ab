package dev.triptych.controlplane.migration;

import dev.triptych.controlplane.migration.Migration.Action;
import dev.triptych.controlplane.migration.Migration.View;
import dev.triptych.controlplane.platform.Actor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What users can ask for. Everything throws {@link dev.triptych.controlplane.platform.TriptychException}; what takes a name,
 * {@code NotFound} when there is no such migration.
 */
public interface Migrations {

    /**
     * Begins a migration.
     *
     * @throws dev.triptych.controlplane.platform.TriptychException when the service is not there or moves already, its backend
     *     cannot be told, the new workload's name is taken, or it could not run here; nothing is recorded then. What it
     *     imports and is not granted is found when it is prepared
     */
    View begin(MigrationDraft request, Actor actor);

    View get(String name);

    /**
     * The newest first.
     *
     * @param cursor {@link Page#next} of the page before; null for the first
     */
    Page list(@Nullable String cursor, int limit);

    /**
     * Takes note of what is asked for; it is done soon.
     *
     * @throws dev.triptych.controlplane.platform.TriptychException.Conflict when it is not possible now
     */
    View request(String name, Action action, Actor actor);

    /**
     * A part of the list.
     *
     * @param next where the next page begins; null on the last
     */
    record Page(List<View> items, @Nullable String next) {
        public Page {
            items = List.copyOf(items);
        }
    }
}

package dev.triptych.controlplane.workload;

import dev.triptych.controlplane.platform.Actor;
import org.jspecify.annotations.Nullable;

/**
 * What users can ask for. Each command is on record when its method returns; doing it is the reconciler's work, and
 * {@link Waiting} tells when it is done. A command that asks for what is so already changes nothing.
 *
 * <p>All throw {@link dev.triptych.controlplane.platform.TriptychException}; those that take a name {@code NotFound} when
 * no living workload has it, and {@code Conflict} when the action is not possible now.
 */
public interface WorkloadCommands {

    /**
     * Puts a workload on record, to be run.
     *
     * @throws dev.triptych.controlplane.platform.TriptychException when the name is taken, the source is not there or not
     *     what it should be, or the driver refuses the description; nothing is recorded then
     */
    WorkloadView create(Description description, Actor actor);

    /**
     * The same, once for each key: a repeat answers with the workload as it is now.
     *
     * @throws dev.triptych.controlplane.platform.TriptychException also when the key was used for something else, when a
     *     call with it goes on, and when what it made has been deleted
     */
    Created create(Description description, CreationKey key, Actor actor);

    /** Does all the checks of {@link #create} and records nothing. */
    DryRun plan(Description description);

    /**
     * Replaces the description. Unless only labels differ, this makes a new generation, and a run that is under way is
     * replaced by a new one.
     *
     * @param expectedVersion {@link WorkloadRecord#version} as the caller saw it; null to replace whatever is there
     * @throws dev.triptych.controlplane.platform.TriptychException.LostRace when the version is another
     */
    WorkloadView replace(String name, Description description, @Nullable Long expectedVersion, Actor actor);

    /**
     * Stops the workload with grace, destroys its object and takes it off the record. History stays.
     *
     * @param expectedVersion as for {@link #replace}
     */
    WorkloadView delete(String name, @Nullable Long expectedVersion, Actor actor);

    /** Has a new run begin, unless one is under way. */
    WorkloadView start(String name, Actor actor);

    WorkloadView stop(String name, Actor actor);

    /** Stops the run that is under way, if one is, and has a new one begin. */
    WorkloadView restart(String name, Actor actor);
}

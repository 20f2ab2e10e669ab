package dev.triptych.controlplane.migration;

import dev.triptych.controlplane.platform.Actor;
import dev.triptych.controlplane.platform.TriptychException.Conflict;
import dev.triptych.controlplane.platform.TriptychException.NotFound;
import dev.triptych.controlplane.workload.Description;
import dev.triptych.controlplane.workload.WorkloadCommands;
import dev.triptych.controlplane.workload.WorkloadQueries;
import dev.triptych.controlplane.workload.WorkloadState;
import dev.triptych.controlplane.workload.WorkloadView;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** The two workloads of a migration: makes, starts, stops and removes them, each only when that is still to be done. */
@Component
class MigrationWorkloads {
    /** On every workload that a migration made, with the migration's name. */
    static final String LABEL = "triptych.dev/migration";

    private static final Logger LOG = LoggerFactory.getLogger(MigrationWorkloads.class);

    private final WorkloadCommands commands;
    private final WorkloadQueries queries;

    MigrationWorkloads(WorkloadCommands commands, WorkloadQueries queries) {
        this.commands = commands;
        this.queries = queries;
    }

    static Description marked(Description given, String migration) {
        Map<String, String> labels = new HashMap<>(given.labels());
        labels.put(LABEL, migration);
        return given.withLabels(labels);
    }

    Optional<WorkloadView> find(String name) {
        return queries.named(List.of(name)).stream().findFirst();
    }

    static boolean isOf(WorkloadView view, Migration migration) {
        return migration.name().equals(view.workload().description().labels().get(LABEL));
    }

    void create(Description description) {
        commands.create(description, Actor.SYSTEM);
    }

    /** Why it gets no requests, in words; null when it does. A backend that cannot be asked is no reason. */
    @Nullable
    String trouble(String name) {
        WorkloadView view = find(name).orElse(null);
        if (view == null) {
            return "The workload \"" + name + "\" is gone.";
        }
        WorkloadState state = view.state();
        return state == WorkloadState.READY || state == WorkloadState.UNKNOWN
                ? null
                : "The workload \"" + name + "\" is " + state.name().toLowerCase(Locale.ROOT) + ": "
                        + view.run().reason().message();
    }

    boolean isReady(String name) {
        return find(name).filter(view -> view.state() == WorkloadState.READY).isPresent();
    }

    void start(String name) {
        commands.start(name, Actor.SYSTEM);
    }

    /** Stops it, if it is there and can be. */
    void stop(String name) {
        try {
            commands.stop(name, Actor.SYSTEM);
        } catch (NotFound | Conflict e) {
            LOG.info("{} is not stopped: {}", name, e.safeMessage());
        }
    }

    /** Removes it, if it is there. */
    void remove(String name) {
        try {
            commands.delete(name, null, Actor.SYSTEM);
        } catch (NotFound gone) {
            LOG.debug("{} is gone already", name, gone);
        }
    }
}

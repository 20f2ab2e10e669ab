package dev.triptych.controlplane.migration;

import dev.triptych.controlplane.workload.WorkloadHold;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/** The migrations that have not ended; their workloads are held. A copy of the record, so that deleting costs no question. */
@Component
class OpenMigrations implements WorkloadHold {
    private final Map<UUID, Migration> open = new ConcurrentHashMap<>();

    void add(Migration migration) {
        open.put(migration.id(), migration);
    }

    void remove(UUID migration) {
        open.remove(migration);
    }

    int count() {
        return open.size();
    }

    @Override
    public Optional<String> holderOf(String workload) {
        return open.values().stream()
                .filter(one -> one.plan().old().workload().equals(workload)
                        || one.plan().candidate().workload().equals(workload))
                .findFirst()
                .map(one -> "The migration \"" + one.name() + "\" works with the workload \"" + workload
                        + "\". Wait for its end, or roll it back or cancel it: POST /migrations/" + one.name()
                        + "/rollback or /cancel.");
    }
}

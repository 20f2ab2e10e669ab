package dev.triptych.controlplane.workload;

import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Which ports of the host a living workload has. */
@Component
public class PublishedPorts {
    private final JdbcClient database;

    PublishedPorts(JdbcClient database) {
        this.database = database;
    }

    /** Port name → port of the host; empty when there is no such workload, or it publishes nothing. */
    public Map<String, Integer> of(String name) {
        return database.sql(WorkloadRows.SELECT + " where w.name = ? and w.deleted_at is null")
                .param(name)
                .query(WorkloadRows::readView)
                .optional()
                .map(view -> view.workload().pinned().hostPorts())
                .orElse(Map.of());
    }
}

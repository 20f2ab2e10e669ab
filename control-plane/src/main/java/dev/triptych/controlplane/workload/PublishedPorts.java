package dev.triptych.controlplane.workload;

import dev.triptych.spi.PortProtocol;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Which ports of the host a living workload has. */
@Component
public class PublishedPorts {
    /** Word for word what the index {@code workload_published_machines} holds. */
    private static final String PUBLISHED_MACHINE =
            "i.kind = 'VM' and i.deleted_at is null and i.pinned -> 'hostPorts' <> '{}'::jsonb";

    private final JdbcClient database;

    PublishedPorts(JdbcClient database) {
        this.database = database;
    }

    /**
     * The other living workload whose run has not ended and that has this port of the host, whether its backend has taken it yet
     * or not; empty when there is none. Ports of UDP and those of TCP, which carries HTTP as well, are apart.
     */
    public Optional<String> holder(int port, PortProtocol protocol, String except) {
        return database.sql("select i.name from workload i where i.deleted_at is null and i.name <> ? and "
                        + WorkloadRows.UNSETTLED + " and exists (select 1"
                        + " from jsonb_each_text(i.pinned -> 'hostPorts') p, jsonb_array_elements(i.description -> 'ports') d"
                        + " where p.value = ? and d ->> 'name' = p.key and (d ->> 'protocol' = 'UDP') = ?)"
                        + " order by i.name limit 1")
                .params(except, String.valueOf(port), protocol == PortProtocol.UDP)
                .query((row, number) -> row.getString("name"))
                .optional();
    }

    /** The machines that publish ports and whose run has not ended. */
    public List<WorkloadView> machines() {
        return database.sql(WorkloadRows.SELECT + " where w.id in (select i.id from workload i where "
                        + PUBLISHED_MACHINE + " and " + WorkloadRows.UNSETTLED + ")")
                .query(WorkloadRows::readView)
                .list();
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

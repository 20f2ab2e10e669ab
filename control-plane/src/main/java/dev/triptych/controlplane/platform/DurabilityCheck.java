package dev.triptych.controlplane.platform;

import java.util.List;
import java.util.Set;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Stops the start when PostgreSQL may lose what it confirmed: records are worth nothing then. */
@Component
final class DurabilityCheck implements InitializingBean {
    /** {@code remote_apply} waits for the local disk too, and then for a replica. */
    private static final Set<String> DURABLE_COMMITS = Set.of("on", "remote_apply");

    private final JdbcClient database;

    DurabilityCheck(JdbcClient database) {
        this.database = database;
    }

    @Override
    public void afterPropertiesSet() {
        require("fsync", Set.of("on"));
        require("synchronous_commit", DURABLE_COMMITS);
    }

    private void require(String setting, Set<String> accepted) {
        String value = database.sql("select current_setting(?)")
                .param(setting)
                .query(String.class)
                .single();
        if (!accepted.contains(value)) {
            throw new IllegalStateException("PostgreSQL has " + setting + " = " + value + "; Triptych needs "
                    + setting + " = on, or confirmed records could be lost. Change it on the server (ALTER SYSTEM SET "
                    + setting + " = on) and start again. Accepted: " + List.copyOf(accepted) + ".");
        }
    }
}

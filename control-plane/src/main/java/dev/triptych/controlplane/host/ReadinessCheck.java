package dev.triptych.controlplane.host;

import dev.triptych.controlplane.dispatch.DriverStatuses;
import dev.triptych.controlplane.dispatch.Drivers.DriverStatus;
import dev.triptych.controlplane.platform.DiskGuard;
import dev.triptych.controlplane.platform.LeadGuard;
import dev.triptych.controlplane.platform.TriptychException.LimitReached;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Tells whether the service can take work: its database answers, it leads, and there is room on the disk. */
@Component
public class ReadinessCheck {
    private static final Logger LOG = LoggerFactory.getLogger(ReadinessCheck.class);

    private final JdbcClient database;
    private final DiskGuard disk;
    private final DriverStatuses drivers;
    private final LeadGuard lead;

    ReadinessCheck(JdbcClient database, DiskGuard disk, DriverStatuses drivers, LeadGuard lead) {
        this.database = database;
        this.disk = disk;
        this.drivers = drivers;
        this.lead = lead;
    }

    /** Asks the database, and no backend. */
    public Readiness check() {
        String reason = whyNot();
        Map<String, String> known = new TreeMap<>();
        for (DriverStatus status : drivers.all()) {
            known.put(word(status.kind()), word(status.health().status()));
        }
        return new Readiness(reason.isEmpty(), reason, known);
    }

    private String whyNot() {
        try {
            database.sql("select 1").query(Integer.class).single();
            disk.requireSpace();
            return lead.leads() ? "" : "It does not lead; another control plane may work on the same database.";
        } catch (DataAccessException e) {
            LOG.warn("the database does not answer", e);
            return "The database does not answer.";
        } catch (LimitReached full) {
            return full.safeMessage();
        }
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}

package dev.triptych.controlplane.reconcile;

import dev.triptych.controlplane.journal.EventRetention;
import dev.triptych.controlplane.logs.LogStore;
import dev.triptych.controlplane.usage.UsageRecorder;
import dev.triptych.controlplane.workload.CreationKeys;
import dev.triptych.controlplane.workload.DeletedWorkloads;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Removes what is older than the configuration says. One part that fails keeps no other from its work. */
@Component
class Retention {
    private static final Logger LOG = LoggerFactory.getLogger(Retention.class);

    private final EventRetention events;
    private final DeletedWorkloads workloads;
    private final CreationKeys keys;
    private final LogStore logs;
    private final UsageRecorder usage;
    private final RetentionProperties properties;

    Retention(
            EventRetention events,
            DeletedWorkloads workloads,
            CreationKeys keys,
            LogStore logs,
            UsageRecorder usage,
            RetentionProperties properties) {
        this.events = events;
        this.workloads = workloads;
        this.keys = keys;
        this.logs = logs;
        this.usage = usage;
        this.properties = properties;
    }

    void all() {
        part("events", () -> events.prune(properties.events()));
        part("keys of repeated calls", () -> keys.prune(properties.idempotencyKeys()));
        part("deleted workloads", () -> workloads.prune(properties.deletedWorkloads()));
        part("logs", () -> logs.prune(properties.logs()));
        part(
                "samples of usage",
                () -> usage.prune(properties.usageDetailed(), properties.usagePerMinute(), properties.usage()));
    }

    private static void part(String what, Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            LOG.error("{} that are too old could not be removed; it is tried again", what, e);
        }
    }
}

package dev.triptych.controlplane.dispatch;

import dev.triptych.controlplane.platform.ErrorCode;
import dev.triptych.controlplane.platform.TriptychException.Conflict;
import dev.triptych.controlplane.platform.UuidV7;
import dev.triptych.controlplane.workload.Description;
import dev.triptych.controlplane.workload.MachinePorts;
import dev.triptych.controlplane.workload.Pinned;
import dev.triptych.controlplane.workload.Planner;
import dev.triptych.controlplane.workload.PortSpec;
import dev.triptych.controlplane.workload.PublishedPorts;
import dev.triptych.spi.Driver;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.WorkloadId;
import dev.triptych.spi.WorkloadKey;
import dev.triptych.spi.WorkloadSpec;
import java.util.Map;
import java.util.Objects;
import org.springframework.stereotype.Component;

/** Asks the driver whether a description can be run, before anything is on record. */
@Component
class DriverPlanner implements Planner {
    private final Drivers drivers;
    private final Sources sources;
    private final HostPorts ports;
    private final PublishedPorts published;
    private final MachinePorts machinePorts;
    private final Specs specs;

    DriverPlanner(
            Drivers drivers,
            Sources sources,
            HostPorts ports,
            PublishedPorts published,
            MachinePorts machinePorts,
            Specs specs) {
        this.drivers = drivers;
        this.sources = sources;
        this.ports = ports;
        this.published = published;
        this.machinePorts = machinePorts;
        this.specs = specs;
    }

    @Override
    public Planned plan(Description description) {
        return plan(description, publishes(description) ? published.of(description.name()) : Map.of());
    }

    @Override
    public Planned plan(Description description, Map<String, Integer> held) {
        NotYet.refuse(description);
        try {
            Driver driver = drivers.of(description.kind());
            Pinned pinned = withPorts(sources.pin(description), description, held);
            WorkloadId id = new WorkloadId(UuidV7.next());
            WorkloadSpec spec = specs.toShow(description, pinned, new WorkloadKey(id, 1));
            return new Planned(pinned, "triptych-" + description.name() + "-" + id.shortForm(), driver.plan(spec));
        } catch (DriverException e) {
            throw DriverFailures.toApi(e);
        }
    }

    private static boolean publishes(Description description) {
        return description.ports().stream().map(PortSpec::publish).anyMatch(Objects::nonNull);
    }

    /** A port of a workload that has not begun yet is free to be bound, and promised all the same. */
    private void refusePromised(Description description) {
        for (PortSpec port : description.ports()) {
            Integer wanted = port.publish();
            if (wanted != null && wanted != 0) {
                published.holder(wanted, port.protocol(), description.name()).ifPresent(holder -> {
                    throw new Conflict(
                            ErrorCode.PORT_TAKEN,
                            "Port " + wanted + " of the host is published by the workload \"" + holder
                                    + "\". Choose another, or 0 for a free one.");
                });
            }
        }
    }

    private Pinned withPorts(Pinned pinned, Description description, Map<String, Integer> held) {
        refusePromised(description);
        Map<String, Integer> chosen = Map.of();
        if (publishes(description)) {
            machinePorts.letGo();
            chosen = ports.choose(description.ports(), held);
        }
        return new Pinned(
                pinned.reference(),
                pinned.digest(),
                pinned.size(),
                pinned.artifacts(),
                pinned.image(),
                chosen,
                pinned.disk());
    }
}

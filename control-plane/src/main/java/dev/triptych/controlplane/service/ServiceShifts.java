package dev.triptych.controlplane.service;

import dev.triptych.controlplane.journal.Event.Subject;
import dev.triptych.controlplane.journal.Event.SubjectType;
import dev.triptych.controlplane.journal.EventDraft;
import dev.triptych.controlplane.journal.Journal;
import dev.triptych.controlplane.journal.ReasonCode;
import dev.triptych.controlplane.platform.Actor;
import dev.triptych.controlplane.platform.RoundTrip;
import dev.triptych.controlplane.service.BackendState.Health;
import dev.triptych.controlplane.service.ServiceSpec.BackendSpec;
import dev.triptych.controlplane.workload.PortSpec;
import dev.triptych.controlplane.workload.WorkloadQueries;
import dev.triptych.gateway.client.GatewayUnavailable;
import dev.triptych.gateway.wire.BackendAddress;
import dev.triptych.gateway.wire.BackendFigures;
import dev.triptych.gateway.wire.GatewayFigures;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/**
 * Moves a service's requests for a migration. What its user wrote stays until {@link #settle}; meanwhile the service is held,
 * so that nobody replaces or deletes it.
 */
@Component
public class ServiceShifts {
    private final ServiceRows rows;
    private final Services services;
    private final WorkloadQueries workloads;
    private final GatewayDesk desk;
    private final Journal journal;
    private final Clock clock;

    ServiceShifts(
            ServiceRows rows,
            Services services,
            WorkloadQueries workloads,
            GatewayDesk desk,
            Journal journal,
            Clock clock) {
        this.rows = rows;
        this.services = services;
        this.workloads = workloads;
        this.desk = desk;
        this.journal = journal;
        this.clock = clock;
    }

    /**
     * Begins something with a service that is free, while nobody changes it.
     *
     * @param beginning records what is begun, {@link #hold} in the same round trip
     * @throws dev.triptych.controlplane.platform.TriptychException.NotFound when there is no such service
     * @throws dev.triptych.controlplane.platform.TriptychException.Conflict when a migration holds it
     */
    public <T> T begin(String service, Function<ServiceRecord, T> beginning) {
        services.changing().lock();
        try {
            ServiceRecord there = services.require(service);
            Services.requireFree(there);
            return beginning.apply(there);
        } finally {
            services.changing().unlock();
        }
    }

    /** Holds a service in the round trip; its requests go on as they do. */
    public void hold(RoundTrip trip, ServiceRecord service, String migration) {
        ServiceRows.hold(trip, service.name(), migration, service.spec().backends());
    }

    /**
     * Sends new requests by these weights; the gateway does so on return. Those under way stay where they are. The same again
     * changes nothing.
     *
     * @throws GatewayUnavailable when it cannot be told now; it is on record, and the gateway learns it as soon as it can
     */
    public void share(String service, String migration, List<BackendSpec> backends) throws GatewayUnavailable {
        ServiceRecord there = services.require(service);
        if (there.shift() != null && !there.backends().equals(backends)) {
            RoundTrip trip = new RoundTrip();
            ServiceRows.share(trip, service, migration, backends);
            journal.write(trip, List.of());
        }
        desk.refresh();
    }

    /**
     * Lets a service go. Where its backends are others than its user wrote, that is a new version of it. A no-op for a service
     * that the migration does not hold.
     */
    public void settle(String service, String migration, List<BackendSpec> backends, Actor actor) {
        services.changing().lock();
        try {
            ServiceRecord there = rows.find(service).orElse(null);
            ServiceRecord.Shift shift = there == null ? null : there.shift();
            if (there == null || shift == null || !shift.migration().equals(migration)) {
                return;
            }
            RoundTrip trip = new RoundTrip();
            ServiceRows.release(trip, service, migration);
            if (there.spec().backends().equals(backends)) {
                journal.write(trip, List.of());
                return;
            }
            ServiceRows.moved(trip, there.moved(backends, clock.instant()));
            String names = backends.stream()
                    .map(backend -> backend.workload() + " " + backend.weight())
                    .collect(Collectors.joining(", "));
            journal.write(
                    trip,
                    List.of(new EventDraft(
                            clock.instant(),
                            "service.replaced",
                            new Subject(SubjectType.SERVICE, service, null),
                            null,
                            null,
                            null,
                            ReasonCode.SERVICE_MOVED,
                            actor,
                            "The migration \"" + migration + "\" moved the service \"" + service + "\": " + names
                                    + ".")));
        } finally {
            services.changing().unlock();
        }
    }

    /** The service as it is on record. */
    public Optional<ServiceRecord> find(String service) {
        return rows.find(service);
    }

    /** What the gateway counted of each backend, by workload; empty while it cannot be asked. */
    public Optional<Map<String, BackendFigures>> figures(String service) {
        return desk.figures()
                .map(GatewayFigures::services)
                .map(all -> all.getOrDefault(service, List.of()).stream()
                        .collect(Collectors.toMap(
                                one -> one.key().substring(0, one.key().indexOf('/')),
                                Function.identity(),
                                (first, second) -> first)));
    }

    /** Where a backend that is ready gets its requests; empty when it is not. */
    public Optional<BackendAddress> address(BackendSpec backend) {
        return workloads.named(List.of(backend.workload())).stream()
                .map(view -> Backends.state(backend, view))
                .filter(state -> state.health() == Health.READY)
                .flatMap(state -> Optional.ofNullable(state.address()).stream())
                .findFirst();
    }

    /** A workload as backend in the place of another: at its only port, else at the one of the same name. */
    public static Optional<BackendSpec> inPlaceOf(BackendSpec old, String workload, List<PortSpec> ports) {
        return java.util.stream.Stream.of(
                        new BackendSpec(workload, null, old.weight()),
                        new BackendSpec(workload, old.port(), old.weight()))
                .filter(backend -> Backends.port(backend, ports).isPresent())
                .findFirst();
    }
}

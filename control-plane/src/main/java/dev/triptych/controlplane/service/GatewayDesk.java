package dev.triptych.controlplane.service;

import dev.triptych.controlplane.access.KeySafe;
import dev.triptych.controlplane.workload.PublishedPorts;
import dev.triptych.controlplane.workload.WorkloadQueries;
import dev.triptych.controlplane.workload.WorkloadView;
import dev.triptych.gateway.client.Gateway;
import dev.triptych.gateway.client.GatewayUnavailable;
import dev.triptych.gateway.wire.Applied;
import dev.triptych.gateway.wire.BackendAddress;
import dev.triptych.gateway.wire.GatewayFigures;
import dev.triptych.gateway.wire.GatewayTable;
import dev.triptych.gateway.wire.ServiceRoute;
import dev.triptych.gateway.wire.TlsIdentity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Tells the gateway what is on record, whole and only when it has changed; one at a time. */
@Component
class GatewayDesk {
    private static final Logger LOG = LoggerFactory.getLogger(GatewayDesk.class);
    private static final Duration AGAIN_AFTER = Duration.ofSeconds(5);

    private final ServiceRows rows;
    private final WorkloadQueries workloads;
    private final KeySafe keys;
    private final Gateway gateway;
    private final PublishedPorts published;
    private final ServiceProperties properties;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable GatewayTable told;
    private volatile @Nullable Applied applied;
    private long toldAt;

    GatewayDesk(
            ServiceRows rows,
            WorkloadQueries workloads,
            KeySafe keys,
            Gateway gateway,
            PublishedPorts published,
            ServiceProperties properties) {
        this.rows = rows;
        this.workloads = workloads;
        this.keys = keys;
        this.gateway = gateway;
        this.published = published;
        this.properties = properties;
    }

    /** What the gateway made of the last table; null before the first. */
    @Nullable
    Applied applied() {
        return applied;
    }

    Optional<GatewayFigures> figures() {
        try {
            return applied == null ? Optional.empty() : Optional.of(gateway.figures());
        } catch (GatewayUnavailable e) {
            return Optional.empty();
        }
    }

    /** Tells what is on record now. Nothing happens while there is nothing to do for a gateway, and none. */
    void refresh() throws GatewayUnavailable {
        lock.lock();
        try {
            GatewayTable table = table(rows.all());
            if (told == null ? gateway.running() || isWork(table) : !table.equals(told) || isToTryAgain()) {
                tell(table);
            }
        } finally {
            lock.unlock();
        }
    }

    private static boolean isWork(GatewayTable table) {
        return !table.services().isEmpty() || !table.forwards().isEmpty();
    }

    /** A port that somebody else had may be free by now. */
    private boolean isToTryAgain() {
        Applied latest = applied;
        return latest != null && !latest.unopened().isEmpty() && System.nanoTime() - toldAt > AGAIN_AFTER.toNanos();
    }

    /** Forgets what was told: the gateway may be another. */
    void repeat() throws GatewayUnavailable {
        lock.lock();
        try {
            GatewayTable table = table(rows.all());
            if (isWork(table) || told != null) {
                tell(table);
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Opens a service that is not on record yet, or changed. Nobody else tells the gateway anything until it is on record:
     * a table without it would close its port again.
     *
     * @param record puts it on record, by what the gateway made of it
     * @return what {@code record} answers
     */
    <T> T open(ServiceRecord service, Function<Applied, T> record) throws GatewayUnavailable {
        lock.lock();
        try {
            List<ServiceRecord> all = new ArrayList<>(rows.all());
            all.removeIf(other -> other.name().equals(service.name()));
            all.add(service);
            return record.apply(tell(table(all)));
        } finally {
            lock.unlock();
        }
    }

    private Applied tell(GatewayTable table) throws GatewayUnavailable {
        told = null;
        Applied answer = gateway.apply(table);
        applied = answer;
        told = table;
        toldAt = System.nanoTime();
        answer.unopened().values().forEach(why -> LOG.warn("a machine's published port is not held: {}", why));
        return answer;
    }

    /** The living workloads behind services. */
    Map<String, WorkloadView> behind(List<ServiceRecord> services) {
        List<String> names = services.stream()
                .flatMap(service -> service.backends().stream())
                .map(ServiceSpec.BackendSpec::workload)
                .distinct()
                .toList();
        return workloads.named(names).stream()
                .collect(Collectors.toMap(view -> view.workload().name(), Function.identity()));
    }

    private GatewayTable table(List<ServiceRecord> services) {
        Map<String, WorkloadView> views = behind(services);
        return new GatewayTable(
                properties.bind(),
                properties.port(),
                services.stream().map(service -> route(service, views)).toList(),
                GatewayPorts.forwards(published.machines()));
    }

    private ServiceRoute route(ServiceRecord service, Map<String, WorkloadView> views) {
        ServiceSpec spec = service.spec();
        List<BackendAddress> addresses = service.backends().stream()
                .map(backend -> Backends.state(backend, views.get(backend.workload())))
                .map(BackendState::address)
                .filter(Objects::nonNull)
                .toList();
        return new ServiceRoute(
                spec.name(),
                spec.protocol(),
                spec.bind(),
                service.port(),
                spec.hosts(),
                addresses,
                spec.limits(),
                identity(service));
    }

    private @Nullable TlsIdentity identity(ServiceRecord service) {
        String certificates = service.spec().certificates();
        byte[] sealed = service.sealedKey();
        return certificates == null || sealed == null
                ? null
                : new TlsIdentity(certificates, keys.open(Services.keyName(service.name()), sealed));
    }
}

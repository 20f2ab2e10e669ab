package dev.triptych.controlplane.service;

import dev.triptych.controlplane.access.KeySafe;
import dev.triptych.controlplane.journal.Event.Subject;
import dev.triptych.controlplane.journal.Event.SubjectType;
import dev.triptych.controlplane.journal.EventWriter;
import dev.triptych.controlplane.journal.ReasonCode;
import dev.triptych.controlplane.platform.Actor;
import dev.triptych.controlplane.platform.ErrorCode;
import dev.triptych.controlplane.platform.TriptychException.Conflict;
import dev.triptych.controlplane.platform.TriptychException.InvalidRequest;
import dev.triptych.controlplane.platform.TriptychException.LimitReached;
import dev.triptych.controlplane.platform.TriptychException.LostRace;
import dev.triptych.controlplane.platform.TriptychException.NotFound;
import dev.triptych.controlplane.platform.TriptychException.Unavailable;
import dev.triptych.controlplane.platform.TriptychException.Unprocessable;
import dev.triptych.controlplane.platform.Violation;
import dev.triptych.controlplane.service.ServiceSpec.BackendSpec;
import dev.triptych.controlplane.workload.PortSpec;
import dev.triptych.controlplane.workload.WorkloadQueries;
import dev.triptych.controlplane.workload.WorkloadView;
import dev.triptych.gateway.client.GatewayUnavailable;
import dev.triptych.gateway.wire.Applied;
import dev.triptych.gateway.wire.BackendFigures;
import dev.triptych.gateway.wire.GatewayFigures;
import dev.triptych.gateway.wire.TlsIdentity;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** The services on record, and the commands that change them. A port is open in the gateway before its service is on record. */
@Component
public class Services {
    private static final Logger LOG = LoggerFactory.getLogger(Services.class);

    private final ServiceRows rows;
    private final WorkloadQueries workloads;
    private final GatewayDesk desk;
    private final KeySafe keys;
    private final EventWriter events;
    private final ServiceProperties properties;
    private final Clock clock;
    private final ReentrantLock changing = new ReentrantLock();

    Services(
            ServiceRows rows,
            WorkloadQueries workloads,
            GatewayDesk desk,
            KeySafe keys,
            EventWriter events,
            ServiceProperties properties,
            Clock clock) {
        this.rows = rows;
        this.workloads = workloads;
        this.desk = desk;
        this.keys = keys;
        this.events = events;
        this.properties = properties;
        this.clock = clock;
    }

    /** What became of a service, and whether its name is new. */
    public record Put(ServiceView service, boolean created) {}

    static String keyName(String service) {
        return "service/" + service;
    }

    /**
     * Makes a service, or replaces one; it is served on return. The same description again changes nothing.
     *
     * @param key of the certificate, PEM; null where there is none, or the one there is stays
     * @param expected the version that the caller saw; null for none
     * @throws LostRace {@link ErrorCode#PRECONDITION_FAILED}, {@link ErrorCode#PRECONDITION_REQUIRED}
     * @throws Unprocessable {@link ErrorCode#BACKEND_NOT_FOUND}
     * @throws Conflict {@link ErrorCode#PORT_TAKEN}, {@link ErrorCode#MIGRATION_UNDER_WAY}
     * @throws LimitReached {@link ErrorCode#TOO_MANY_REQUESTS}
     * @throws Unavailable {@link ErrorCode#GATEWAY_UNAVAILABLE}
     */
    public Put put(ServiceSpec spec, @Nullable String key, @Nullable Long expected, Actor actor) {
        changing.lock();
        try {
            Optional<ServiceRecord> before = rows.find(spec.name());
            requireExpected(spec.name(), before, expected);
            if (before.isEmpty() && rows.all().size() >= properties.maxServices()) {
                throw new LimitReached(
                        ErrorCode.TOO_MANY_REQUESTS,
                        "There are " + properties.maxServices() + " services, as many as may be. Delete one.");
            }
            requireBackends(spec);
            ServiceRecord wanted = record(spec, key, before.orElse(null));
            if (before.isPresent() && isSame(before.get(), wanted)) {
                return new Put(view(before.get()), false);
            }
            if (before.isPresent() && expected == null) {
                throw new LostRace(
                        ErrorCode.PRECONDITION_REQUIRED,
                        "There is a service \"" + spec.name()
                                + "\" already. Read it, and send its ETag as If-Match to replace it.");
            }
            before.ifPresent(Services::requireFree);
            ServiceRecord made = open(wanted);
            tell(made, before.isEmpty(), actor);
            return new Put(view(made), before.isEmpty());
        } finally {
            changing.unlock();
        }
    }

    private static void requireExpected(String name, Optional<ServiceRecord> before, @Nullable Long expected) {
        if (expected != null
                && before.filter(there -> there.version() == expected).isEmpty()) {
            throw new LostRace(
                    ErrorCode.PRECONDITION_FAILED,
                    "The service \"" + name + "\" is not what If-Match names. Read it again and repeat with its ETag.");
        }
    }

    /** A migration's work is not changed under its hands. */
    static void requireFree(ServiceRecord service) {
        ServiceRecord.Shift shift = service.shift();
        if (shift != null) {
            throw new Conflict(
                    ErrorCode.MIGRATION_UNDER_WAY,
                    "The service \"" + service.name() + "\" is moved by the migration \"" + shift.migration()
                            + "\". Wait for its end, or roll it back or cancel it: POST /migrations/"
                            + shift.migration()
                            + "/rollback or /cancel.");
        }
    }

    private static boolean isSame(ServiceRecord before, ServiceRecord wanted) {
        return before.spec().equals(wanted.spec()) && Arrays.equals(before.sealedKey(), wanted.sealedKey());
    }

    private void requireBackends(ServiceSpec spec) {
        Map<String, WorkloadView> there =
                workloads
                        .named(spec.backends().stream()
                                .map(BackendSpec::workload)
                                .toList())
                        .stream()
                        .collect(Collectors.toMap(view -> view.workload().name(), Function.identity()));
        List<Violation> violations = new ArrayList<>();
        for (int i = 0; i < spec.backends().size(); i++) {
            BackendSpec backend = spec.backends().get(i);
            WorkloadView view = there.get(backend.workload());
            String field = "backends[" + i + "]";
            if (view == null) {
                violations.add(new Violation(field + ".workload", "there is no workload of this name"));
            } else if (Backends.port(backend, view.workload().description().ports())
                    .isEmpty()) {
                violations.add(new Violation(
                        field + ".port",
                        wrongPort(backend, view.workload().description().ports())));
            }
        }
        if (!violations.isEmpty()) {
            Violation first = violations.getFirst();
            throw new Unprocessable(
                    ErrorCode.BACKEND_NOT_FOUND, first.field() + ": " + first.message() + ".", violations);
        }
    }

    private static String wrongPort(BackendSpec backend, List<PortSpec> ports) {
        String names = ports.stream().map(PortSpec::name).collect(Collectors.joining(", "));
        if (ports.isEmpty()) {
            return "the workload declares no port";
        }
        return backend.port() == null
                ? "must name one of the workload's ports: " + names
                : "is not a TCP port of the workload, which has: " + names;
    }

    private ServiceRecord record(ServiceSpec spec, @Nullable String key, @Nullable ServiceRecord before) {
        Instant now = clock.instant();
        int port = spec.port() == 0
                        && before != null
                        && before.spec().port() == 0
                        && before.spec().bind().equals(spec.bind())
                ? before.port()
                : spec.port();
        return new ServiceRecord(
                spec,
                port,
                sealedKey(spec, key, before),
                before == null ? 1 : before.version() + 1,
                before == null ? now : before.createdAt(),
                now,
                before == null ? null : before.shift());
    }

    private byte @Nullable [] sealedKey(ServiceSpec spec, @Nullable String key, @Nullable ServiceRecord before) {
        String certificates = spec.certificates();
        if (certificates == null) {
            return null;
        }
        byte[] kept = before == null ? null : before.sealedKey();
        if (key == null && kept == null) {
            throw InvalidRequest.of("tls.key", "is required with a certificate");
        }
        String opened = key == null && kept != null ? keys.open(keyName(spec.name()), kept) : String.valueOf(key);
        try {
            var _ = new TlsIdentity(certificates, opened).privateKey();
        } catch (IllegalArgumentException e) {
            throw InvalidRequest.of("tls.key", String.valueOf(e.getMessage()));
        }
        return key == null ? kept : keys.seal(keyName(spec.name()), key);
    }

    /** Serves it, learns its port, and puts it on record. */
    private ServiceRecord open(ServiceRecord wanted) {
        try {
            return desk.open(wanted, applied -> {
                ServiceRecord made = opened(wanted, applied);
                rows.put(made);
                return made;
            });
        } catch (GatewayUnavailable e) {
            throw beingStarted(e);
        }
    }

    private ServiceRecord opened(ServiceRecord wanted, Applied applied) {
        Integer port = applied.ports().get(wanted.name());
        String problem = applied.problems().get(wanted.name());
        if (problem != null || port == null) {
            takeBack();
            throw new Conflict(
                    ErrorCode.PORT_TAKEN,
                    (problem == null ? "The port cannot be opened." : problem)
                            + ". Choose another, or 0 for a free one.");
        }
        return new ServiceRecord(
                wanted.spec(),
                port,
                wanted.sealedKey(),
                wanted.version(),
                wanted.createdAt(),
                wanted.changedAt(),
                wanted.shift());
    }

    private void takeBack() {
        try {
            desk.repeat();
        } catch (GatewayUnavailable e) {
            throw beingStarted(e);
        }
    }

    private static Unavailable beingStarted(GatewayUnavailable cause) {
        return new Unavailable(
                ErrorCode.GATEWAY_UNAVAILABLE, "The gateway is being started. Try again in a moment.", cause);
    }

    private void tell(ServiceRecord made, boolean created, Actor actor) {
        String backends = made.spec().backends().stream()
                .map(backend -> backend.workload() + " " + backend.weight())
                .collect(Collectors.joining(", "));
        events.record(
                created ? "service.created" : "service.replaced",
                subject(made.name()),
                created ? ReasonCode.SERVICE_CREATED : ReasonCode.SERVICE_REPLACED,
                actor,
                (created ? "Made" : "Changed") + " the service \"" + made.name() + "\" on port " + made.port() + ": "
                        + (backends.isEmpty() ? "no backends" : backends) + ".");
    }

    private static Subject subject(String name) {
        return new Subject(SubjectType.SERVICE, name, null);
    }

    /**
     * Deletes a service. Its port takes no connections any more; requests under way have the time of its drain.
     *
     * @throws NotFound {@link ErrorCode#SERVICE_NOT_FOUND}
     * @throws LostRace {@link ErrorCode#PRECONDITION_FAILED}
     * @throws Conflict {@link ErrorCode#MIGRATION_UNDER_WAY}
     */
    public void delete(String name, @Nullable Long expected, Actor actor) {
        changing.lock();
        try {
            ServiceRecord there = require(name);
            requireExpected(name, Optional.of(there), expected);
            requireFree(there);
            rows.delete(name);
            events.record(
                    "service.deleted",
                    subject(name),
                    ReasonCode.SERVICE_DELETED,
                    actor,
                    "Deleted the service \"" + name + "\".");
            desk.refresh();
        } catch (GatewayUnavailable e) {
            LOG.info("the gateway learns later that the service {} is gone: {}", name, e.getMessage());
        } finally {
            changing.unlock();
        }
    }

    /** Who holds this changes services; nobody else does. */
    ReentrantLock changing() {
        return changing;
    }

    ServiceRecord require(String name) {
        return rows.find(name)
                .orElseThrow(() -> new NotFound(
                        ErrorCode.SERVICE_NOT_FOUND,
                        "There is no service \"" + name + "\". List them: GET /services."));
    }

    /**
     * The service of this name, as it is seen now.
     *
     * @throws NotFound {@link ErrorCode#SERVICE_NOT_FOUND}
     */
    public ServiceView get(String name) {
        return view(require(name));
    }

    /** All services, by name. */
    public List<ServiceView> list() {
        List<ServiceRecord> all = rows.all();
        return views(all);
    }

    private ServiceView view(ServiceRecord service) {
        return views(List.of(service)).getFirst();
    }

    private List<ServiceView> views(List<ServiceRecord> services) {
        Map<String, WorkloadView> behind = desk.behind(services);
        Optional<GatewayFigures> figures = desk.figures();
        Applied applied = desk.applied();
        return services.stream()
                .map(service -> new ServiceView(
                        service,
                        service.backends().stream()
                                .map(backend -> Backends.state(backend, behind.get(backend.workload())))
                                .toList(),
                        applied == null || applied.port() == 0 ? null : applied.port(),
                        applied == null
                                ? "The gateway is being started."
                                : applied.problems().get(service.name()),
                        figures.map(GatewayFigures::since).orElse(null),
                        figures.map(all -> byKey(all, service.name())).orElse(Map.of())))
                .toList();
    }

    private static Map<String, BackendFigures> byKey(GatewayFigures all, String service) {
        return all.services().getOrDefault(service, List.of()).stream()
                .collect(Collectors.toMap(BackendFigures::key, Function.identity()));
    }
}

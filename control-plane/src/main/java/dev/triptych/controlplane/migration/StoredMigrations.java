package dev.triptych.controlplane.migration;

import dev.triptych.controlplane.migration.Migration.Action;
import dev.triptych.controlplane.migration.Migration.State;
import dev.triptych.controlplane.migration.Migration.View;
import dev.triptych.controlplane.platform.Actor;
import dev.triptych.controlplane.platform.ErrorCode;
import dev.triptych.controlplane.platform.RoundTrip;
import dev.triptych.controlplane.platform.TriptychException.Conflict;
import dev.triptych.controlplane.platform.TriptychException.InvalidRequest;
import dev.triptych.controlplane.platform.TriptychException.LimitReached;
import dev.triptych.controlplane.platform.TriptychException.NotFound;
import dev.triptych.controlplane.platform.TriptychException.Unprocessable;
import dev.triptych.controlplane.platform.UuidV7;
import dev.triptych.controlplane.platform.Violation;
import dev.triptych.controlplane.service.ServiceRecord;
import dev.triptych.controlplane.service.ServiceShifts;
import dev.triptych.controlplane.service.ServiceSpec.BackendSpec;
import dev.triptych.controlplane.workload.WorkloadCommands;
import dev.triptych.controlplane.workload.WorkloadView;
import dev.triptych.gateway.wire.Protocol;
import dev.triptych.spi.WorkloadKind;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Component;

/** Commands on the record; doing them is the runner's work. */
@Component
class StoredMigrations implements Migrations {
    private final MigrationRows rows;
    private final MigrationRecords records;
    private final MigrationRunner runner;
    private final OpenMigrations open;
    private final ServiceShifts shifts;
    private final MigrationWorkloads workloads;
    private final WorkloadCommands commands;
    private final MigrationProperties properties;
    private final Clock clock;

    StoredMigrations(
            MigrationRows rows,
            MigrationRecords records,
            MigrationRunner runner,
            OpenMigrations open,
            ServiceShifts shifts,
            MigrationWorkloads workloads,
            WorkloadCommands commands,
            MigrationProperties properties,
            Clock clock) {
        this.rows = rows;
        this.records = records;
        this.runner = runner;
        this.open = open;
        this.shifts = shifts;
        this.workloads = workloads;
        this.commands = commands;
        this.properties = properties;
        this.clock = clock;
    }

    @Override
    public View begin(MigrationDraft given, Actor actor) {
        MigrationDraft draft = given.name() == null ? given.named(drawn()) : given;
        if (open.count() >= properties.maxOpen()) {
            throw new LimitReached(
                    ErrorCode.TOO_MANY_REQUESTS,
                    properties.maxOpen() + " migrations are under way already. Wait for one to end, or cancel one.");
        }
        shifts.begin(draft.service(), service -> planned(draft, service)); // the cheap refusals first
        requireRunnable(draft);
        String name = shifts.begin(draft.service(), service -> record(draft, service, actor));
        View view = get(name);
        runner.take(view.migration().id());
        return view;
    }

    private String record(MigrationDraft draft, ServiceRecord service, Actor actor) {
        MigrationPlan plan = planned(draft, service);
        String name = String.valueOf(draft.name());
        State first = MigrationPolicy.first(plan);
        Migration migration = new Migration(
                UuidV7.next(),
                name,
                plan,
                first,
                null,
                false,
                null,
                "It is " + MigrationPolicy.word(first) + ".",
                clock.instant(),
                actor.name(),
                null);
        Counts before = shifts.figures(plan.service())
                .map(figures -> Counts.of(figures.get(plan.old().workload())))
                .orElse(null);
        RoundTrip trip = new RoundTrip();
        shifts.hold(trip, service, name);
        try {
            records.begin(trip, migration, new Mark(0, null, before, null), actor);
        } catch (DuplicateKeyException e) {
            throw new Conflict(
                    ErrorCode.NAME_TAKEN,
                    "There is already a migration \"" + name + "\". Choose another name, or none.");
        }
        return name;
    }

    private static String drawn() {
        return "migration-" + UuidV7.next().toString().substring(24);
    }

    /** What the service makes of what was asked for. */
    private MigrationPlan planned(MigrationDraft draft, ServiceRecord service) {
        BackendSpec old = old(draft, service);
        WorkloadView there = workloads
                .find(old.workload())
                .orElseThrow(() -> refused("from", "there is no workload \"" + old.workload() + "\" any more"));
        WorkloadKind oldKind = there.workload().description().kind();
        if (draft.observe() != null && oldKind != WorkloadKind.CONTAINER) {
            throw InvalidRequest.of("assess", "is for containers only; leave it out");
        }
        if (draft.verify() != null && service.spec().protocol() != Protocol.HTTP) {
            throw InvalidRequest.of("verify", "is for services of protocol http only; leave it out");
        }
        String to = draft.to().name();
        if (workloads.find(to).isPresent()) {
            throw new Conflict(
                    ErrorCode.NAME_TAKEN,
                    "There is already a workload \"" + to
                            + "\". A migration makes its own: choose another name in to.name, or delete that one.");
        }
        BackendSpec candidate = ServiceShifts.inPlaceOf(old, to, draft.to().ports())
                .orElseThrow(() -> refused(
                        "to.ports",
                        "must be one port, or have one named \"" + old.port() + "\", which the service uses"));
        return new MigrationPlan(
                draft.service(),
                old,
                oldKind,
                candidate,
                MigrationWorkloads.marked(draft.to(), String.valueOf(draft.name())),
                draft.observe(),
                draft.verify(),
                draft.canary(),
                draft.watch(),
                draft.grace(),
                draft.removeOld(),
                draft.gates());
    }

    private static BackendSpec old(MigrationDraft draft, ServiceRecord service) {
        List<BackendSpec> backends = service.spec().backends();
        String names = backends.stream().map(BackendSpec::workload).collect(Collectors.joining(", "));
        String from = draft.from();
        List<BackendSpec> fit = backends.stream()
                .filter(backend -> from == null || backend.workload().equals(from))
                .toList();
        if (fit.size() == 1) {
            return fit.getFirst();
        }
        throw refused(
                "from",
                backends.isEmpty()
                        ? "the service has no backend to move away from"
                        : from == null
                                ? "must name one of the service's backends: " + names
                                : "must be one backend of the service, which has: " + names);
    }

    private static Unprocessable refused(String field, String message) {
        return new Unprocessable(
                ErrorCode.BACKEND_NOT_FOUND, field + ": " + message + ".", List.of(new Violation(field, message)));
    }

    /** What a module imports and is not granted is shown as evidence of its preparation. */
    private void requireRunnable(MigrationDraft draft) {
        try {
            commands.plan(draft.to());
        } catch (Unprocessable e) {
            if (e.code() != ErrorCode.IMPORTS_NOT_GRANTED) {
                throw e;
            }
        }
    }

    @Override
    public View get(String name) {
        return rows.find(name)
                .orElseThrow(() -> new NotFound(
                        ErrorCode.MIGRATION_NOT_FOUND,
                        "There is no migration \"" + name + "\". List them: GET /migrations."));
    }

    @Override
    public Page list(@Nullable String cursor, int limit) {
        List<View> found = rows.page(cursor == null ? null : before(cursor), limit + 1);
        boolean more = found.size() > limit;
        List<View> shown = more ? found.subList(0, limit) : found;
        return new Page(shown, more ? shown.getLast().migration().id().toString() : null);
    }

    private static UUID before(String cursor) {
        try {
            return UUID.fromString(cursor);
        } catch (IllegalArgumentException e) {
            throw InvalidRequest.of("cursor", "is not one that a list answered with");
        }
    }

    @Override
    public View request(String name, Action action, Actor actor) {
        View view = get(name);
        Migration migration = view.migration();
        Action pending = migration.request();
        if (pending == action) {
            return view;
        }
        String refusal = pending == Action.ROLLBACK || pending == Action.CANCEL
                ? "it is on its way back already"
                : MigrationPolicy.refusal(migration.state(), migration.waiting(), action);
        if (refusal != null) {
            throw new Conflict(
                    ErrorCode.ACTION_NOT_POSSIBLE,
                    "Cannot " + action.name().toLowerCase(Locale.ROOT) + " \"" + name + "\": " + refusal + "."
                            + possible(view));
        }
        records.request(migration, action, actor);
        return get(name);
    }

    private static String possible(View view) {
        String words = view.availableActions().stream()
                .filter(Migration.AvailableAction::available)
                .map(one -> one.action().name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", "));
        return words.isEmpty() ? "" : " Possible now: " + words + ".";
    }
}

package dev.triptych.controlplane.comparison;

import dev.triptych.controlplane.comparison.Comparison.State;
import dev.triptych.controlplane.comparison.Comparison.View;
import dev.triptych.controlplane.journal.ReasonCode;
import dev.triptych.controlplane.platform.Actor;
import dev.triptych.controlplane.platform.ErrorCode;
import dev.triptych.controlplane.platform.RoundTrip;
import dev.triptych.controlplane.platform.TriptychException.Conflict;
import dev.triptych.controlplane.platform.TriptychException.InvalidRequest;
import dev.triptych.controlplane.platform.TriptychException.LimitReached;
import dev.triptych.controlplane.platform.TriptychException.NotFound;
import dev.triptych.controlplane.platform.UuidV7;
import dev.triptych.controlplane.workload.WorkloadCommands;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Component;

/** Commands on the record; running them is the runner's work. */
@Component
class StoredComparisons implements Comparisons {
    private final ComparisonRows rows;
    private final TrialRows trials;
    private final ComparisonEvents events;
    private final ComparisonRunner runner;
    private final Trials runs;
    private final WorkloadCommands workloads;
    private final ReportCache reports;
    private final ComparisonProperties properties;
    private final Clock clock;

    StoredComparisons(
            ComparisonRows rows,
            TrialRows trials,
            ComparisonEvents events,
            ComparisonRunner runner,
            Trials runs,
            WorkloadCommands workloads,
            ReportCache reports,
            ComparisonProperties properties,
            Clock clock) {
        this.rows = rows;
        this.trials = trials;
        this.events = events;
        this.runner = runner;
        this.runs = runs;
        this.workloads = workloads;
        this.reports = reports;
        this.properties = properties;
        this.clock = clock;
    }

    @Override
    public View create(@Nullable String name, Plan plan, Actor actor) {
        if (plan.repetitions() > properties.maxRepetitions()) {
            throw InvalidRequest.of("repetitions", "must be at most " + properties.maxRepetitions());
        }
        if (rows.waiting() >= properties.maxQueued()) {
            throw new LimitReached(
                    ErrorCode.TOO_MANY_REQUESTS,
                    properties.maxQueued() + " comparisons wait already. Wait for one to end, or cancel one.");
        }
        plan.variants().forEach(variant -> workloads.plan(variant.description()));
        UUID id = UuidV7.next();
        Comparison comparison = new Comparison(
                id,
                name == null ? "comparison-" + id.toString().substring(24) : name,
                plan,
                State.QUEUED,
                false,
                "It waits for its turn.",
                clock.instant(),
                actor.name(),
                null,
                null,
                null);
        RoundTrip trip = new RoundTrip();
        ComparisonRows.insert(trip, comparison);
        try {
            events.change(trip, comparison, null, State.QUEUED, ReasonCode.SUBMITTED, actor, "Submitted.");
        } catch (DuplicateKeyException e) {
            throw new Conflict(
                    ErrorCode.NAME_TAKEN,
                    "There is already a comparison \"" + comparison.name() + "\". Choose another name, or none.");
        }
        runner.signal();
        return view(comparison);
    }

    @Override
    public View get(String name) {
        return view(find(name));
    }

    @Override
    public Page list(@Nullable String cursor, int limit) {
        List<Comparison> found = rows.page(cursor == null ? null : before(cursor), limit + 1);
        boolean more = found.size() > limit;
        List<Comparison> shown = more ? found.subList(0, limit) : found;
        return new Page(
                shown.stream().map(this::view).toList(),
                more ? shown.getLast().id().toString() : null);
    }

    private static UUID before(String cursor) {
        try {
            return UUID.fromString(cursor);
        } catch (IllegalArgumentException e) {
            throw InvalidRequest.of("cursor", "is not one that a list answered with");
        }
    }

    @Override
    public View cancel(String name, Actor actor) {
        Comparison comparison = find(name);
        if (!comparison.state().ended() && !comparison.cancelRequested()) {
            RoundTrip trip = new RoundTrip();
            ComparisonRows.requestCancel(trip, comparison.id());
            events.change(
                    trip,
                    comparison,
                    comparison.state(),
                    comparison.state(),
                    ReasonCode.CANCEL_REQUESTED,
                    actor,
                    "It is to be cancelled.");
            runs.cutShort(comparison.id());
            runner.signal();
        }
        return get(name);
    }

    @Override
    public Report report(String name) {
        Comparison comparison = find(name);
        return reports.of(comparison, () -> Reporting.of(view(comparison), trials.of(comparison.id())));
    }

    private View view(Comparison comparison) {
        return new View(comparison, trials.progress(comparison.id(), comparison.plan()));
    }

    private Comparison find(String name) {
        return rows.find(name)
                .orElseThrow(
                        () -> new NotFound(ErrorCode.COMPARISON_NOT_FOUND, "There is no comparison \"" + name + "\"."));
    }
}

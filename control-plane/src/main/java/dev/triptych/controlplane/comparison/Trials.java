package dev.triptych.controlplane.comparison;

import dev.triptych.controlplane.comparison.Sample.Failure;
import dev.triptych.controlplane.comparison.Sample.SourceUsed;
import dev.triptych.controlplane.comparison.Trial.Purpose;
import dev.triptych.controlplane.platform.TriptychException;
import dev.triptych.controlplane.platform.TriptychException.NotFound;
import dev.triptych.controlplane.workload.Description;
import dev.triptych.controlplane.workload.Pinned;
import dev.triptych.controlplane.workload.RunRecord;
import dev.triptych.controlplane.workload.Stage;
import dev.triptych.controlplane.workload.Waiting;
import dev.triptych.controlplane.workload.Waiting.Condition;
import dev.triptych.controlplane.workload.Waiting.Waited;
import dev.triptych.controlplane.workload.WorkloadCommands;
import dev.triptych.controlplane.workload.WorkloadFilter;
import dev.triptych.controlplane.workload.WorkloadQueries;
import dev.triptych.controlplane.workload.WorkloadView;
import dev.triptych.spi.WorkloadKind;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Runs single repetitions, each as a workload of its own that is removed afterwards. */
@Component
class Trials {
    /** On every workload of a comparison, with the comparison's id. */
    static final String LABEL = "triptych.dev/comparison";

    private static final Logger LOG = LoggerFactory.getLogger(Trials.class);
    private static final int MOST_AT_ONCE = 100;

    private final WorkloadCommands commands;
    private final WorkloadQueries queries;
    private final Waiting waiting;
    private final TrialOutputs outputs;
    private final LoadGenerator load;
    private final Variants variants;
    private final SharedLayers layers;
    private final ComparisonProperties properties;
    private volatile @Nullable UUID cut;

    Trials(
            WorkloadCommands commands,
            WorkloadQueries queries,
            Waiting waiting,
            TrialOutputs outputs,
            LoadGenerator load,
            Variants variants,
            SharedLayers layers,
            ComparisonProperties properties) {
        this.commands = commands;
        this.queries = queries;
        this.waiting = waiting;
        this.outputs = outputs;
        this.load = load;
        this.variants = variants;
        this.layers = layers;
        this.properties = properties;
    }

    /** A name that says whose it is, and that no earlier attempt had. */
    static String workloadName(UUID comparison, int position, int attempt) {
        String id = comparison.toString();
        return "cmp-" + id.substring(id.length() - 12) + "-" + position + (attempt == 1 ? "" : "-" + attempt);
    }

    /** Runs it to its end. What goes wrong is a sample too. */
    Sample run(Comparison comparison, Trial trial) throws InterruptedException {
        Plan.Variant variant = comparison.plan().variants().get(trial.variant());
        boolean service = trial.purpose() != Purpose.INSIDE && comparison.plan().ofServices();
        try {
            Description description = trial.purpose() == Purpose.INSIDE
                    ? variants.probe(variant.description(), trial.workload(), comparison.id())
                    : variants.named(variant.description(), trial.workload(), comparison.id());
            long begin = System.nanoTime();
            WorkloadView created = commands.create(description, ComparisonRunner.ACTOR);
            if (comparison
                    .id()
                    .equals(cut)) { // looked at once the workload is on record: one of the two sees the other
                cutShort(comparison.id());
            }
            Waited waited = waiting.await(
                    created.workload().id(), service ? Condition.READY : Condition.EXIT, properties.trialDeadline());
            long elapsed = System.nanoTime() - begin;
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            Sample sample = service ? ofService(comparison, waited, elapsed) : ofJob(waited, elapsed);
            boolean asks = description.kind() == WorkloadKind.CONTAINER
                    && trial.purpose() == Purpose.MEASURED
                    && trial.round() == 0;
            return asks ? withLayers(sample) : sample;
        } catch (TriptychException refused) {
            LOG.info("repetition {} could not run: {}", trial.workload(), refused.safeMessage());
            return Sample.failed(refused.code().name(), refused.safeMessage());
        }
    }

    /** Of one repetition of each variant alone: it takes the backend a while. */
    private Sample withLayers(Sample sample) {
        SourceUsed source = sample.source();
        return source == null ? sample : sample.with(source.sharing(layers.of(source.digest())));
    }

    private Sample ofJob(Waited waited, long elapsed) throws InterruptedException {
        return sample(waited.view(), failure(waited, Stage.SUCCEEDED), elapsed, null);
    }

    private Sample ofService(Comparison comparison, Waited waited, long elapsed) throws InterruptedException {
        Failure failure = failure(waited, Stage.READY);
        LoadResult result = null;
        Plan.LoadPlan plan = comparison.plan().load();
        if (failure == null && plan != null) {
            result = load.put(plan, waited.view(), () -> comparison.id().equals(cut));
            if (result.answered() == 0) {
                failure = new Failure("NO_ANSWER", "It was ready and answered no request of the load.");
            }
        }
        WorkloadView view = waited.view();
        if (failure == null) {
            commands.stop(view.workload().name(), ComparisonRunner.ACTOR);
            view = waiting.await(view.workload().id(), Condition.EXIT, properties.goneDeadline())
                    .view();
        }
        return sample(view, failure, elapsed, result);
    }

    private static @Nullable Failure failure(Waited waited, Stage wanted) {
        RunRecord run = waited.view().run();
        if (run.stage() == wanted) {
            return null;
        }
        return waited.settled()
                ? new Failure(run.reason().code().name(), run.reason().message())
                : new Failure("TOO_SLOW", "It did not get there within the time that a repetition may take.");
    }

    private Sample sample(WorkloadView view, @Nullable Failure failure, long elapsed, @Nullable LoadResult result)
            throws InterruptedException {
        RunRecord run = view.run();
        Pinned pinned = view.workload().pinned();
        return new Sample(
                failure,
                run.exitCode(),
                run.preparation(),
                run.phases(),
                run.footprint(),
                failure == null ? elapsed : null,
                outputs.of(run),
                result,
                new SourceUsed(
                        pinned.reference(),
                        pinned.digest(),
                        pinned.size() == null ? null : pinned.size().bytes(),
                        null),
                view.workload().sight().facts());
    }

    /** Removes what there is of a comparison's workloads; false when some of it is still there at the deadline. */
    boolean removeAllOf(UUID comparison) throws InterruptedException {
        boolean gone = true;
        for (WorkloadView view : of(comparison)) {
            gone &= remove(view);
        }
        return gone;
    }

    private boolean remove(WorkloadView view) throws InterruptedException {
        try {
            commands.delete(view.workload().name(), null, ComparisonRunner.ACTOR);
        } catch (NotFound goneAlready) {
            return true;
        }
        boolean settled = waiting.await(view.workload().id(), Condition.GONE, properties.goneDeadline())
                .settled();
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        return settled;
    }

    /** Ends what runs now, so that whoever waits for it goes on. */
    void cutShort(UUID comparison) {
        cut = comparison;
        for (WorkloadView view : of(comparison)) {
            try {
                commands.delete(view.workload().name(), null, ComparisonRunner.ACTOR);
            } catch (NotFound goneAlready) {
                LOG.debug("{} is gone already", view.workload().name(), goneAlready);
            }
        }
    }

    private List<WorkloadView> of(UUID comparison) {
        WorkloadFilter mine =
                new WorkloadFilter(null, null, List.of(new WorkloadFilter.Label(LABEL, comparison.toString())), null);
        return queries.list(mine, null, MOST_AT_ONCE).items();
    }
}

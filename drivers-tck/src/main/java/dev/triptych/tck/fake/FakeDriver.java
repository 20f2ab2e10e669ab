package dev.triptych.tck.fake;

import dev.triptych.spi.Capability;
import dev.triptych.spi.CommandExecution;
import dev.triptych.spi.ConsoleAccess;
import dev.triptych.spi.DisplayAccess;
import dev.triptych.spi.Driver;
import dev.triptych.spi.DriverContext;
import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.DriverHealth;
import dev.triptych.spi.DriverListener;
import dev.triptych.spi.Figure;
import dev.triptych.spi.FileAccess;
import dev.triptych.spi.ImagePulling;
import dev.triptych.spi.ImageStore;
import dev.triptych.spi.Invoking;
import dev.triptych.spi.LogSink;
import dev.triptych.spi.LogStreaming;
import dev.triptych.spi.Moment;
import dev.triptych.spi.Observation;
import dev.triptych.spi.Pausing;
import dev.triptych.spi.Plan;
import dev.triptych.spi.Preparation;
import dev.triptych.spi.Registration;
import dev.triptych.spi.SharedNaming;
import dev.triptych.spi.Snapshotting;
import dev.triptych.spi.Source;
import dev.triptych.spi.Usage;
import dev.triptych.spi.WorkloadKey;
import dev.triptych.spi.WorkloadKind;
import dev.triptych.spi.WorkloadSpec;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A driver of any kind on a {@link FakeBackend}. */
public final class FakeDriver implements Driver, LogStreaming {
    /** A source with this digest does not exist. */
    public static final String MISSING_DIGEST = "sha256:" + "0".repeat(64);

    static final Set<String> POWERS = Set.of(LogStreaming.class.getSimpleName());

    private final WorkloadKind kind;
    private final DriverContext context;
    private final FakeBackend backend;
    private final boolean objectsOutliveRuns;
    private long hits;
    private long misses;

    public FakeDriver(WorkloadKind kind, DriverContext context, FakeBackend backend) {
        this(kind, context, backend, true);
    }

    private FakeDriver(WorkloadKind kind, DriverContext context, FakeBackend backend, boolean objectsOutliveRuns) {
        this.kind = kind;
        this.context = context;
        this.backend = backend;
        this.objectsOutliveRuns = objectsOutliveRuns;
    }

    /** One whose objects have nothing that a later run could use. */
    public static FakeDriver withoutStorage(WorkloadKind kind, DriverContext context, FakeBackend backend) {
        return new FakeDriver(kind, context, backend, false);
    }

    @Override
    public WorkloadKind kind() {
        return kind;
    }

    @Override
    public boolean workloadsSurviveRestart() {
        return true;
    }

    @Override
    public boolean objectsOutliveRuns() {
        return objectsOutliveRuns;
    }

    @Override
    public DriverHealth probe() {
        DriverHealth health = backend.health();
        return switch (kind) {
            case WASM -> with(Invoking.class, health);
            case CONTAINER -> with(ImagePulling.class, with(ImageStore.class, with(FileAccess.class, halting(health))));
            case VM -> with(Snapshotting.class, with(DisplayAccess.class, with(ConsoleAccess.class, halting(health))));
        };
    }

    private static DriverHealth halting(DriverHealth health) {
        return with(Pausing.class, with(CommandExecution.class, health));
    }

    private static DriverHealth with(Class<? extends Capability> power, DriverHealth health) {
        Set<String> powers = new HashSet<>(health.powers());
        powers.add(power.getSimpleName());
        return new DriverHealth(
                health.status(),
                health.version(),
                health.reason(),
                health.remedy(),
                powers,
                health.facts(),
                health.checkedAt());
    }

    @Override
    public Plan plan(WorkloadSpec spec) {
        return backend.call(FakeOperation.PLAN, () -> {
            check(spec);
            return new Plan("text/plain", "a simulated " + kind + " named " + spec.name());
        });
    }

    private void check(WorkloadSpec spec) {
        if (spec.source().digest().equals(MISSING_DIGEST)) {
            throw new DriverException(DriverErrorCode.SOURCE_NOT_FOUND, "the simulated source does not exist");
        }
        boolean fits = switch (spec.source()) {
            case Source.ContainerImage _ -> kind == WorkloadKind.CONTAINER;
            case Source.WasmModule _, Source.WasmImage _ -> kind == WorkloadKind.WASM;
            case Source.RootFilesystem _ -> kind == WorkloadKind.VM;
            case Source.KernelBoot _, Source.Disk _ -> kind == WorkloadKind.VM;
        };
        if (!fits) {
            throw new DriverException(DriverErrorCode.SOURCE_MISMATCH, "a " + kind + " cannot run this source");
        }
    }

    @Override
    public Preparation prepare(WorkloadSpec spec) {
        return backend.call(FakeOperation.PREPARE, () -> {
            check(spec);
            boolean hit = backend.prepare(spec.source().digest());
            if (hit) {
                hits++;
            } else {
                misses++;
            }
            return new Preparation(
                    hit ? Preparation.Temperature.PREPARED : Preparation.Temperature.COLD,
                    List.of(new Preparation.CacheUse("simulated", hit, hits, misses)));
        });
    }

    @Override
    public Observation create(WorkloadSpec spec) {
        return backend.call(
                FakeOperation.CREATE,
                () -> backend.create(context.installation(), spec).observation(context.clock()));
    }

    @Override
    public Observation start(WorkloadSpec spec) {
        return backend.call(FakeOperation.START, () -> {
            FakeObject object = require(spec.key());
            backend.start(object);
            return object.observation(context.clock());
        });
    }

    @Override
    public void stop(WorkloadKey key, Duration grace) {
        backend.call(FakeOperation.STOP, () -> ifPresent(key, backend::stop));
    }

    @Override
    public void destroy(WorkloadKey key) {
        backend.call(FakeOperation.DESTROY, () -> {
            backend.endCalls();
            return ifPresent(key, backend::destroy);
        });
    }

    private boolean ifPresent(WorkloadKey key, java.util.function.Consumer<FakeObject> action) {
        FakeObject object = backend.find(context.installation(), key);
        if (object != null) {
            action.accept(object);
        }
        return object != null;
    }

    @Override
    public Observation observe(WorkloadKey key) {
        return backend.call(FakeOperation.OBSERVE, () -> {
            FakeObject object = backend.find(context.installation(), key);
            return object == null
                    ? Observation.absent(key, context.clock().instant())
                    : object.observation(context.clock());
        });
    }

    @Override
    public List<Observation> observeAll() {
        return backend.call(
                FakeOperation.OBSERVE_ALL,
                () -> backend.all(context.installation()).stream()
                        .map(object -> object.observation(context.clock()))
                        .toList());
    }

    @Override
    public Usage usage(WorkloadKey key) {
        return backend.call(FakeOperation.USAGE, () -> {
            Usage told = require(key).usage;
            return told == null ? nothing() : told;
        });
    }

    private Usage nothing() {
        Figure bytes = Figure.unavailable(Figure.Unit.BYTES, "simulated");
        Figure count = Figure.unavailable(Figure.Unit.COUNT, "simulated");
        Figure time = Figure.unavailable(Figure.Unit.NANOSECONDS, "simulated");
        return new Usage(Moment.now(context.clock()), bytes, bytes, time, count, bytes, bytes, bytes);
    }

    private FakeObject require(WorkloadKey key) {
        FakeObject object = backend.find(context.installation(), key);
        if (object == null) {
            throw new DriverException(DriverErrorCode.WORKLOAD_ABSENT, "there is no simulated " + key);
        }
        return object;
    }

    @Override
    public Registration follow(WorkloadKey key, @Nullable String incarnation, String cursor, LogSink sink) {
        FakeOutput output;
        synchronized (backend) {
            FakeObject object = require(key);
            boolean next = incarnation == null && !object.running();
            output = next ? object.outputOfNextStart() : object.output;
        }
        return output.follow(cursor, sink);
    }

    @Override
    public Registration listen(DriverListener listener) {
        return backend.listen(listener);
    }

    @Override
    public <T extends Capability> Optional<T> capability(Class<T> type) {
        Object power = this;
        if (kind == WorkloadKind.WASM && type == Invoking.class) {
            power = new FakeInvoking(backend, this::check, context.clock());
        } else if (kind != WorkloadKind.WASM && type == CommandExecution.class) {
            power = new FakeCommands(backend, this::require, kind == WorkloadKind.CONTAINER);
        } else if (kind != WorkloadKind.WASM && type == Pausing.class) {
            power = new FakePauses(backend, this::require, context.clock());
        } else if (kind == WorkloadKind.CONTAINER && type == FileAccess.class) {
            power = new FakeFiles(backend, this::require);
        } else if (kind == WorkloadKind.CONTAINER && type == ImageStore.class) {
            power = backend.images();
        } else if (kind == WorkloadKind.CONTAINER && type == ImagePulling.class) {
            power = backend.pulls();
        } else if (kind == WorkloadKind.VM && type == ConsoleAccess.class) {
            power = new FakeConsoles(backend, this::require);
        } else if (kind == WorkloadKind.VM && type == DisplayAccess.class) {
            power = new FakeDisplays(backend, this::require);
        } else if (kind == WorkloadKind.VM && type == Snapshotting.class) {
            power = new FakeSnapshots(backend, this::require);
        } else if (kind == WorkloadKind.VM && type == SharedNaming.class) {
            power = new FakeNaming(backend, context.installation());
        }
        return type.isInstance(power) ? Optional.of(type.cast(power)) : Optional.empty();
    }

    @Override
    public void close() {
        // the backend is not ours to end
    }
}

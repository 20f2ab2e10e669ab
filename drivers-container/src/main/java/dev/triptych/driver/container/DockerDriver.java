package dev.triptych.driver.container;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.command.InspectImageResponse;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.exception.NotModifiedException;
import com.github.dockerjava.api.model.Info;
import dev.triptych.spi.Capability;
import dev.triptych.spi.CommandExecution;
import dev.triptych.spi.Driver;
import dev.triptych.spi.DriverContext;
import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.DriverHealth;
import dev.triptych.spi.DriverListener;
import dev.triptych.spi.FileAccess;
import dev.triptych.spi.ImagePulling;
import dev.triptych.spi.ImageSource;
import dev.triptych.spi.ImageStore;
import dev.triptych.spi.LogStreaming;
import dev.triptych.spi.Observation;
import dev.triptych.spi.ObservedState;
import dev.triptych.spi.Pausing;
import dev.triptych.spi.Plan;
import dev.triptych.spi.Preparation;
import dev.triptych.spi.ProgramInspecting;
import dev.triptych.spi.Registration;
import dev.triptych.spi.Source;
import dev.triptych.spi.Usage;
import dev.triptych.spi.WorkloadKey;
import dev.triptych.spi.WorkloadKind;
import dev.triptych.spi.WorkloadSpec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** Runs containers on a Docker Engine. */
final class DockerDriver implements Driver {
    private static final Duration LONGEST_GRACE = Duration.ofDays(1);

    private final ContainerDriverProperties properties;
    private final Engine engine;
    private final Containers containers;
    private final RunNotes notes;
    private final EngineTime time;
    private final StateMapper states;
    private final CreateRequestMapper requests;
    private final ControlGroups groups;
    private final IoBounds bounds;
    private final UsageReader usage;
    private final ContainerLogs logs;
    private final ContainerStarts starts;
    private final ConfinementChecks confinement;
    private final SharedNetwork shared;
    private final ContainerGuards guards;
    private final DockerImages images;
    private final EngineHealth health;
    private final OciRuntimes runtimes = OciRuntimes.ofThisMachine();
    private final EngineEvents events;
    private final Map<Class<? extends Capability>, Capability> powers;
    private final AtomicLong imageHits = new AtomicLong();
    private final AtomicLong imageMisses = new AtomicLong();

    private DockerDriver(DriverContext context, ContainerDriverProperties properties) {
        this.properties = properties;
        engine = new Engine(properties);
        ImageMarks marks = new ImageMarks(engine);
        Provenance provenance = new Provenance(marks);
        containers = new Containers(engine, context.installation(), provenance);
        notes = new RunNotes(context.home().resolve("container").resolve("runs"));
        time = new EngineTime(context.clock());
        states = new StateMapper(time);
        requests = new CreateRequestMapper(
                context.installation(), properties.pidsLimit(), properties.logFileMib(), properties.logFiles());
        groups = new ControlGroups(engine, properties.cgroupRoot());
        bounds = new IoBounds(
                context.home().resolve("container").resolve("disks"), properties.cgroupRoot(), HostDisks.OF_THIS_HOST);
        usage = new UsageReader(engine, containers, groups, context.clock());
        logs = new ContainerLogs(engine, containers, notes, time);
        images = new DockerImages(engine, context.installation(), marks, provenance);
        shared = new SharedNetwork(engine, properties.bridge(), context.installation());
        guards = new ContainerGuards(engine, containers, context.installation(), properties.bridge());
        starts = new ContainerStarts(
                engine,
                containers,
                groups,
                notes,
                time,
                new ContainerStarts.After(this::observe, logs, bounds, images::hasNoHealthCheck),
                shared,
                guards);
        confinement = new ConfinementChecks(properties.allow());
        powers = Map.of(
                LogStreaming.class,
                logs,
                ImageSource.class,
                images,
                ImageStore.class,
                new DockerImageStore(engine, images),
                ImagePulling.class,
                new DockerImagePulls(engine, images),
                ProgramInspecting.class,
                new ProgramInspector(engine, containers, usage),
                CommandExecution.class,
                new ContainerCommands(engine, containers),
                FileAccess.class,
                new ContainerFileAccess(engine, containers),
                Pausing.class,
                new ContainerPauses(engine, containers, this::observe));
        health = new EngineHealth(
                engine,
                properties.probeDeadline(),
                context.clock(),
                powers.keySet(),
                runtimes,
                Map.of("io", bounds::summary, "egress", guards::possible));
        events = new EngineEvents(
                engine,
                context.installation(),
                context.clock(),
                new EngineEvents.Questions(health::probe, containers::keyOf, this::observeContainer, this::observeAll));
    }

    /** Opens a driver. Succeeds also when the Engine is away; {@link #probe} then says so. */
    static DockerDriver open(DriverContext context, ContainerDriverProperties properties) {
        DockerDriver opened = new DockerDriver(context, properties);
        opened.guards.open();
        return opened;
    }

    @Override
    public WorkloadKind kind() {
        return WorkloadKind.CONTAINER;
    }

    @Override
    public boolean workloadsSurviveRestart() {
        return true;
    }

    @Override
    public boolean objectsOutliveRuns() {
        return true;
    }

    @Override
    public DriverHealth probe() {
        return health.probe();
    }

    @Override
    public Plan plan(WorkloadSpec spec) {
        check(spec);
        var request = requests.preview(engine.client().createContainerCmd(""), spec, around(spec));
        bounds.fill(request, spec, engine.info());
        if (spec.network().onSharedNetwork()) {
            shared.outline().fill(request);
        }
        return new Plan("application/json", engine.toJson(request));
    }

    private CreateRequestMapper.Surroundings around(WorkloadSpec spec) {
        Source.ContainerImage source = CreateRequestMapper.image(spec);
        return new CreateRequestMapper.Surroundings(
                groups.parentOf(spec.key()), images.marksOf(source.reference(), source.digest()));
    }

    private void check(WorkloadSpec spec) {
        Source.ContainerImage source = CreateRequestMapper.image(spec);
        SpecChecks.checkForm(spec);
        confinement.check(spec);
        guards.check(spec);
        SpecChecks.checkFits(spec, engine.info());
        groups.check(spec);
        bounds.check(spec, engine.info());
        checkRuntime(spec);
        InspectImageResponse image = images.inspectPinned(source.reference(), source.digest());
        SpecChecks.checkImage(spec, image, engine.info());
    }

    /** Asks anew before it refuses: Docker may have been given the runtime since it was asked. */
    private void checkRuntime(WorkloadSpec spec) {
        String runtime = SpecChecks.options(spec).runtime();
        if (runtime != null && !OciRuntimes.registered(engine.info()).contains(runtime)) {
            runtimes.check(runtime, engine.freshInfo());
        }
    }

    @Override
    public Preparation prepare(WorkloadSpec spec) {
        Source.ContainerImage source = CreateRequestMapper.image(spec);
        try {
            images.inspectPinned(source.reference(), source.digest());
        } catch (DriverException e) {
            if (e.code() == DriverErrorCode.SOURCE_NOT_FOUND) {
                imageMisses.incrementAndGet();
            }
            throw e;
        }
        var use = new Preparation.CacheUse("image", true, imageHits.incrementAndGet(), imageMisses.get());
        return new Preparation(Preparation.Temperature.PREPARED, List.of(use));
    }

    /** One request, of an image that was seen before: the Engine itself checks the image and the name, which carries the key. */
    @Override
    public Observation create(WorkloadSpec spec) {
        SpecChecks.checkForm(spec);
        confinement.check(spec);
        guards.check(spec);
        groups.check(spec);
        Info host = engine.info();
        bounds.check(spec, host);
        CreateRequestMapper.Surroundings around = around(spec);
        Optional<SharedPlace> place =
                spec.network().onSharedNetwork() ? Optional.of(shared.choose(spec)) : Optional.empty();
        Optional<String> created = engine.call("create the container", docker -> {
            try {
                CreateContainerCmd request =
                        bounds.fill(requests.fill(docker.createContainerCmd(""), spec, around), spec, host);
                return Optional.of(place.map(chosen -> chosen.fill(request))
                        .orElse(request)
                        .exec()
                        .getId());
            } catch (ConflictException nameIsTaken) {
                return Optional.empty();
            } catch (NotFoundException noImage) {
                images.forget(CreateRequestMapper.image(spec).digest());
                throw DockerImages.notFound(CreateRequestMapper.image(spec).reference(), noImage);
            }
        });
        if (created.isEmpty()) {
            return existing(spec);
        }
        containers.created(spec.key(), created.get());
        notes.forget(spec.key());
        return new Observation(
                spec.key(),
                spec.name(),
                ObservedState.STOPPED,
                time.now(),
                null,
                null,
                null,
                List.of(),
                List.of(),
                Map.of(
                        "backendId",
                        created.get(),
                        "image",
                        CreateRequestMapper.image(spec).digest()));
    }

    private Observation existing(WorkloadSpec spec) {
        Observation seen = observe(spec.key());
        if (seen.state() == ObservedState.ABSENT) {
            throw new DriverException(
                    DriverErrorCode.BACKEND_REFUSED,
                    "Another container has the name \"" + CreateRequestMapper.containerName(spec)
                            + "\" and is not this workload's. Rename or remove it.");
        }
        return seen;
    }

    @Override
    public Observation start(WorkloadSpec spec) {
        return starts.start(spec);
    }

    @Override
    public void stop(WorkloadKey key, Duration grace) {
        int seconds = (int) Math.min(LONGEST_GRACE.toSeconds(), Math.ceilDiv(grace.toMillis(), 1000L));
        Duration limit = properties.deadline().plusSeconds(seconds);
        for (String id : containers.idsOf(key)) {
            notes.stopAsked(key, time.now());
            engine.call("stop the container", limit, docker -> stop(docker, id, seconds));
        }
    }

    /** Answers whether it ran. */
    private static boolean stop(DockerClient docker, String id, int graceSeconds) {
        try {
            docker.stopContainerCmd(id).withTimeout(graceSeconds).exec();
            return true;
        } catch (NotModifiedException | NotFoundException doesNotRun) {
            return false;
        }
    }

    @Override
    public void destroy(WorkloadKey key) {
        containers.idsOf(key).forEach(containers::remove);
        containers.forget(key);
        notes.forget(key);
        usage.forget(key);
        guards.release(key); // before another may have its address
        shared.release(key);
        groups.remove(key);
        bounds.forget(key);
    }

    @Override
    public Observation observe(WorkloadKey key) {
        return containers
                .inspect(key)
                .map(container -> observation(key, container))
                .orElseGet(() -> Observation.absent(key, time.now()));
    }

    private Observation observation(WorkloadKey key, InspectContainerResponse container) {
        RunNotes.Notes known = notes.read(key);
        EngineTime.parse(container.getState().getStartedAt())
                .ifPresent(startedAt ->
                        known.unrecordedRequestFor(startedAt).ifPresent(request -> notes.ran(key, request, startedAt)));
        return states.observation(key, container, known, () -> groups.reachedLimit(key, container));
    }

    private Optional<Observation> observeContainer(String id, WorkloadKey key) {
        return engine.find(
                        "describe the container",
                        docker -> docker.inspectContainerCmd(id).exec())
                .map(container -> observation(key, container));
    }

    @Override
    public List<Observation> observeAll() {
        return containers.all().entrySet().stream()
                .map(entry -> observeContainer(entry.getKey(), entry.getValue()))
                .flatMap(Optional::stream)
                .toList();
    }

    @Override
    public Usage usage(WorkloadKey key) {
        return usage.read(key);
    }

    @Override
    public Registration listen(DriverListener listener) {
        return events.listen(listener);
    }

    @Override
    public <T extends Capability> Optional<T> capability(Class<T> type) {
        return Optional.ofNullable(powers.get(type)).map(type::cast);
    }

    @Override
    public void close() {
        guards.close();
        events.close();
        logs.close();
        engine.close();
    }
}

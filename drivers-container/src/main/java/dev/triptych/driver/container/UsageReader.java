package dev.triptych.driver.container;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.command.InspectContainerResponse.ContainerState;
import dev.triptych.spi.Figure;
import dev.triptych.spi.Figure.Quality;
import dev.triptych.spi.Figure.Unit;
import dev.triptych.spi.Moment;
import dev.triptych.spi.Usage;
import dev.triptych.spi.WorkloadKey;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Measures containers: by a control group of ours around theirs where there is one, else by samples of the Engine's
 * group, or by the Engine's own statistics where the host's groups are not visible.
 *
 * <p>What only exists while a container runs (network counters, and everything where the control group is not ours) is
 * kept from the last sample of a run and is an estimate after its end.
 */
final class UsageReader {
    private static final String WORKING_SET = "working set: in use less inactive file pages";
    private static final String NOT_SAMPLED = "gone with the container, and not sampled while it ran";

    private final Engine engine;
    private final Containers containers;
    private final ControlGroups groups;
    private final SharedMemory shared;
    private final Clock clock;
    private final Map<WorkloadKey, Kept> kept = new ConcurrentHashMap<>();

    private record Kept(String startedAt, StatisticsSample sample) {}

    UsageReader(Engine engine, Containers containers, ControlGroups groups, Clock clock) {
        this.engine = engine;
        this.containers = containers;
        this.groups = groups;
        this.shared = new SharedMemory(engine);
        this.clock = clock;
    }

    Usage read(WorkloadKey key) {
        InspectContainerResponse container = containers
                .find(
                        key,
                        "measure the container",
                        (docker, id) ->
                                docker.inspectContainerCmd(id).withSize(true).exec())
                .orElseThrow(() -> Containers.absent(key));
        ContainerState state = container.getState();
        if (EngineTime.parse(state.getStartedAt()).isEmpty()) {
            return neverStarted(container);
        }
        boolean running = Boolean.TRUE.equals(state.getRunning());
        Optional<ControlGroup> group = groups.find(key);
        Sampled sampled = running ? sample(key, container, group) : remembered(key, state);
        Usage usage = group.isPresent()
                ? byGroup(group.get(), container, running, sampled)
                : bySamples(container, running, sampled);
        return running ? withShared(usage, state) : usage;
    }

    void forget(WorkloadKey key) {
        kept.remove(key);
    }

    /** A sample and its quality: estimated when it is from before the end. */
    private record Sampled(Optional<StatisticsSample> sample, Quality quality) {
        Figure figure(Unit unit, java.util.function.Function<StatisticsSample, OptionalLong> part, String basis) {
            OptionalLong value = sample.map(part).orElse(OptionalLong.empty());
            String note = quality == Quality.ESTIMATED ? "the last sample before the end" : "";
            return value.isPresent()
                    ? new Figure(unit, value.getAsLong(), null, basis, quality, note)
                    : Figure.unavailable(unit, NOT_SAMPLED);
        }
    }

    /** Where the group is not ours, the sample holds all; it is what remains after the end. */
    private Sampled sample(WorkloadKey key, InspectContainerResponse container, Optional<ControlGroup> ours) {
        Long known = container.getState().getPidLong();
        long pid = known == null ? 0 : known;
        StatisticsSample traffic = StatisticsSample.ofInterfaces(pid);
        StatisticsSample sample = ours.or(() -> groups.ofProcess(pid))
                .map(group -> StatisticsSample.of(group, traffic))
                .orElseGet(() -> StatisticsSample.ofEngine(engine, String.valueOf(container.getId())));
        kept.put(key, new Kept(String.valueOf(container.getState().getStartedAt()), sample));
        return new Sampled(Optional.of(sample), Quality.MEASURED);
    }

    private Sampled remembered(WorkloadKey key, ContainerState state) {
        return new Sampled(
                Optional.ofNullable(kept.get(key))
                        .filter(last -> last.startedAt().equals(state.getStartedAt()))
                        .map(Kept::sample),
                Quality.ESTIMATED);
    }

    private Usage byGroup(ControlGroup group, InspectContainerResponse container, boolean running, Sampled sampled) {
        return new Usage(
                Moment.now(clock),
                running ? measured(Unit.BYTES, group.workingSet(), WORKING_SET) : nothingHeld(Unit.BYTES),
                measured(
                        Unit.BYTES,
                        group.memoryPeak(),
                        "with file pages, and with the runtime's own start in the group"),
                measured(Unit.NANOSECONDS, group.cpuNanos(), "with the runtime's own start in the group"),
                running ? measured(Unit.COUNT, group.tasks(), "") : nothingHeld(Unit.COUNT),
                disk(container),
                sampled.figure(Unit.BYTES, StatisticsSample::received, "interface"),
                sampled.figure(Unit.BYTES, StatisticsSample::sent, "interface"));
    }

    private Usage bySamples(InspectContainerResponse container, boolean running, Sampled sampled) {
        return new Usage(
                Moment.now(clock),
                running
                        ? sampled.figure(Unit.BYTES, StatisticsSample::memory, "cgroup-sample")
                        : nothingHeld(Unit.BYTES),
                sampled.figure(Unit.BYTES, StatisticsSample::memoryPeak, "cgroup-sample"),
                sampled.figure(Unit.NANOSECONDS, StatisticsSample::cpuNanos, "cgroup-sample"),
                running
                        ? sampled.figure(Unit.COUNT, StatisticsSample::tasks, "cgroup-sample")
                        : nothingHeld(Unit.COUNT),
                disk(container),
                sampled.figure(Unit.BYTES, StatisticsSample::received, "cgroup-sample"),
                sampled.figure(Unit.BYTES, StatisticsSample::sent, "cgroup-sample"));
    }

    private Usage neverStarted(InspectContainerResponse container) {
        return new Usage(
                Moment.now(clock),
                nothingHeld(Unit.BYTES),
                nothingHeld(Unit.BYTES),
                nothingHeld(Unit.NANOSECONDS),
                nothingHeld(Unit.COUNT),
                disk(container),
                nothingHeld(Unit.BYTES),
                nothingHeld(Unit.BYTES));
    }

    private Usage withShared(Usage usage, ContainerState state) {
        Long pid = state.getPidLong();
        OptionalLong share = shared.of(pid == null ? 0 : pid);
        Figure memory = share.isPresent()
                ? usage.memory()
                        .withShared(
                                share.getAsLong(),
                                "shared: its containerd-shim, and an equal part of dockerd and containerd (PSS)")
                : usage.memory();
        return new Usage(
                usage.at(),
                memory,
                usage.memoryPeak(),
                usage.cpuTime(),
                usage.threads(),
                usage.disk(),
                usage.received(),
                usage.sent());
    }

    private static Figure disk(InspectContainerResponse container) {
        Long written = container.getSizeRw();
        return written == null
                ? Figure.unavailable(Unit.BYTES, "the Engine does not tell the size of the container's own layer")
                : Figure.measured(Unit.BYTES, written, "layer", "the container's own layer; without mounts and output");
    }

    private static Figure measured(Unit unit, OptionalLong value, String note) {
        return value.isPresent()
                ? Figure.measured(unit, value.getAsLong(), "cgroup", note)
                : Figure.unavailable(unit, "this kernel's control groups do not tell");
    }

    private static Figure nothingHeld(Unit unit) {
        return Figure.measured(unit, 0, "cgroup", "it does not run");
    }
}

package dev.triptych.driver.container;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.command.InspectImageResponse;
import com.github.dockerjava.api.command.RootFS;
import com.github.dockerjava.api.command.TopContainerResponse;
import com.github.dockerjava.api.model.ContainerConfig;
import com.github.dockerjava.api.model.ExposedPort;
import dev.triptych.spi.ByteSize;
import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.Figure;
import dev.triptych.spi.ProgramInspecting;
import dev.triptych.spi.WorkloadKey;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Tells what a container's program is and does: by the Engine's archives, its list of changes, and the host's
 * {@code /proc}, where the process that the Engine names is believed only when its control group is the container's.
 */
final class ProgramInspector implements ProgramInspecting {
    private static final Path PROC = Path.of("/proc");
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(20);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(500);
    private static final int USUAL_LOOKS = 100;
    private static final int MOST_FILES = 16;
    private static final int MOST_WORDS = 64;
    private static final String NOT_RUNNING = "processes: it does not run, so nothing was watched";

    private final Engine engine;
    private final Containers containers;
    private final UsageReader usage;

    ProgramInspector(Engine engine, Containers containers, UsageReader usage) {
        this.engine = engine;
        this.containers = containers;
        this.usage = usage;
    }

    @Override
    public ProgramFacts inspect(WorkloadKey key) {
        InspectContainerResponse container = container(key);
        String imageId = String.valueOf(container.getImageId());
        InspectImageResponse image = engine.call(
                "describe the image", docker -> docker.inspectImageCmd(imageId).exec());
        ContainerConfig config = container.getConfig();
        List<String> missing = new ArrayList<>();
        ProgramFiles files = new ProgramFiles(new ContainerFiles(engine, container.getId()), missing);
        List<ProgramFile> chain = files.chain(container.getPath(), directory(config), environment(config.getEnv()));
        return new ProgramFacts(imageFacts(image, config), chain, missing);
    }

    private InspectContainerResponse container(WorkloadKey key) {
        return containers.inspect(key).orElseThrow(() -> Containers.absent(key));
    }

    private static String directory(ContainerConfig config) {
        String directory = config.getWorkingDir();
        return directory == null || directory.isEmpty() ? "/" : directory;
    }

    private static List<String> environment(String @Nullable [] entries) {
        return entries == null ? List.of() : List.of(entries);
    }

    private static ImageFacts imageFacts(InspectImageResponse image, ContainerConfig container) {
        ContainerConfig config = Objects.requireNonNullElseGet(image.getConfig(), ContainerConfig::new);
        ExposedPort[] ports = config.getExposedPorts();
        Map<String, ?> volumes = config.getVolumes();
        RootFS layers = image.getRootFS();
        return new ImageFacts(
                BoundedText.line(String.valueOf(container.getImage())),
                image.getOs() + "/" + image.getArch(),
                words(config.getEntrypoint()),
                words(config.getCmd()),
                BoundedText.line(Objects.requireNonNullElse(config.getUser(), "")),
                ports == null
                        ? List.of()
                        : Arrays.stream(ports).map(ExposedPort::toString).toList(),
                volumes == null
                        ? List.of()
                        : volumes.keySet().stream()
                                .map(BoundedText::line)
                                .sorted()
                                .toList(),
                environment(config.getEnv()).stream()
                        .map(entry -> BoundedText.line(entry.split("=", 2)[0]))
                        .sorted()
                        .toList(),
                layers == null || layers.getLayers() == null ? List.of() : layers.getLayers(),
                new ByteSize(Objects.requireNonNullElse(image.getSize(), 0L)));
    }

    private static List<String> words(String @Nullable [] words) {
        return environment(words).stream()
                .limit(MOST_WORDS)
                .map(BoundedText::line)
                .toList();
    }

    @Override
    public BehaviourFacts watch(WorkloadKey key, Duration duration) {
        InspectContainerResponse container = container(key);
        List<String> missing = new ArrayList<>();
        Optional<ProcessFolder> first = firstProcess(container, missing);
        long begun = System.nanoTime();
        Optional<ProcessLooks> looks = first.map(ProcessLooks::new);
        if (looks.isPresent()) {
            lookFor(looks.get(), duration, missing);
        }
        Duration watched = looks.isPresent() ? Duration.ofNanos(System.nanoTime() - begun) : Duration.ZERO;
        List<ProcessFacts> processes = looks.map(ProcessLooks::processes).orElseGet(() -> byEngine(container, missing));
        looks.ifPresent(seen -> missing.addAll(seen.missing()));
        List<ProgramFile> files = files(container, processes, missing);
        return new BehaviourFacts(
                watched,
                looks.map(ProcessLooks::looks).orElse(0),
                processes,
                files,
                looks.map(ProcessLooks::mostProcesses).orElse(processes.size()),
                looks.map(ProcessLooks::reaped).orElse(0L),
                looks.map(ProcessLooks::sockets).orElse(List.of()),
                looks.map(ProcessLooks::devices).orElse(List.of()),
                looks.map(ProcessLooks::sharedMemory).orElse(List.of()),
                memoryPeak(key),
                WrittenFiles.inLayer(engine, container.getId()),
                WrittenFiles.volumes(container),
                EngineTime.parse(container.getState().getStartedAt())
                        .map(since -> WrittenFiles.onVolumes(container, since, missing))
                        .orElse(List.of()),
                missing);
    }

    private Figure memoryPeak(WorkloadKey key) {
        return usage.read(key).memoryPeak();
    }

    /** The process that the Engine names, when what is seen of it here is this container's. */
    private static Optional<ProcessFolder> firstProcess(InspectContainerResponse container, List<String> missing) {
        Long pid = container.getState().getPidLong();
        if (!Boolean.TRUE.equals(container.getState().getRunning()) || pid == null || pid <= 0) {
            missing.add(NOT_RUNNING);
            return Optional.empty();
        }
        Optional<ProcessFolder> first = ProcessFolder.of(PROC, pid);
        boolean ours = first.flatMap(process -> process.text("cgroup"))
                .filter(groups -> groups.contains(container.getId()))
                .isPresent();
        if (!ours) {
            missing.add(
                    "processes, sockets, devices and signals: the host's /proc does not show the container's processes"
                            + " here");
            return Optional.empty();
        }
        return first;
    }

    private static void lookFor(ProcessLooks looks, Duration duration, List<String> missing) {
        long begun = System.nanoTime();
        long pause = Math.clamp(duration.toNanos() / USUAL_LOOKS, SHORTEST_PAUSE.toNanos(), LONGEST_PAUSE.toNanos());
        while (true) {
            if (!looks.look()) {
                missing.add("processes: it ended before the time was over");
                return;
            }
            long left = duration.toNanos() - (System.nanoTime() - begun);
            if (left <= 0) {
                return;
            }
            try {
                Thread.sleep(Duration.ofNanos(Math.min(left, pause)));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new DriverException(
                        DriverErrorCode.INTERRUPTED, "Interrupted while the container's processes were watched.");
            }
        }
    }

    /** Without the host's {@code /proc}: names and threads alone, as the Engine lists them. */
    private List<ProcessFacts> byEngine(InspectContainerResponse container, List<String> missing) {
        if (!Boolean.TRUE.equals(container.getState().getRunning())) {
            return List.of();
        }
        try {
            TopContainerResponse top = engine.call(
                    "list the container's processes",
                    docker -> docker.topContainerCmd(container.getId())
                            .withPsArgs("-eo pid,nlwp,comm")
                            .exec());
            return Arrays.stream(top.getProcesses())
                    .filter(line -> line.length == 3)
                    .map(line -> new ProcessFacts(
                            0,
                            0,
                            BoundedText.line(line[2]),
                            List.of(),
                            Integer.parseInt(line[1].strip()),
                            List.of(),
                            false))
                    .toList();
        } catch (DriverException | NumberFormatException e) {
            missing.add("processes: the Engine could not list them");
            return List.of();
        }
    }

    private List<ProgramFile> files(
            InspectContainerResponse container, List<ProcessFacts> processes, List<String> missing) {
        ProgramFiles files = new ProgramFiles(new ContainerFiles(engine, container.getId()), missing);
        return processes.stream()
                .flatMap(process -> process.programs().stream())
                .distinct()
                .limit(MOST_FILES)
                .map(files::read)
                .flatMap(Optional::stream)
                .toList();
    }
}

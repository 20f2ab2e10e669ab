package dev.triptych.driver.container;

import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.HealthCheck;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.InternetProtocol;
import com.github.dockerjava.api.model.LogConfig;
import com.github.dockerjava.api.model.Mount;
import com.github.dockerjava.api.model.MountType;
import com.github.dockerjava.api.model.Ports;
import com.github.dockerjava.api.model.RestartPolicy;
import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.InstallationId;
import dev.triptych.spi.KindOptions.ContainerOptions;
import dev.triptych.spi.KindOptions.ContainerProgram;
import dev.triptych.spi.Port;
import dev.triptych.spi.PortProtocol;
import dev.triptych.spi.Program;
import dev.triptych.spi.Resources;
import dev.triptych.spi.Source;
import dev.triptych.spi.WorkloadKey;
import dev.triptych.spi.WorkloadSpec;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Description → the Engine's create request. */
record CreateRequestMapper(InstallationId installation, long pidsLimit, int logFileMib, int logFiles) {
    private static final String MASK = "***";
    private static final long NANOS_PER_CPU = 1_000_000_000L;

    /** {@code triptych-<name>-<short id>}, with the generation behind it from the second on. */
    static String containerName(WorkloadSpec spec) {
        return containerName(spec.name(), spec.key());
    }

    static String containerName(String workload, WorkloadKey key) {
        String suffix = key.generation() == 1 ? "" : "-g" + key.generation();
        return "triptych-" + workload + "-" + key.id().shortForm() + suffix;
    }

    static Source.ContainerImage image(WorkloadSpec spec) {
        if (spec.source() instanceof Source.ContainerImage image) {
            return image;
        }
        throw new DriverException(
                DriverErrorCode.SOURCE_MISMATCH,
                "A container runs an image, and this source is none. Give {\"image\": …}.");
    }

    /**
     * What is not in the description.
     *
     * @param cgroupParent the parent of its control groups; null for the Engine's own place
     * @param marksOfImage the labels of its image that look like ours
     */
    record Surroundings(@Nullable String cgroupParent, Set<String> marksOfImage) {}

    /** The whole request. */
    CreateContainerCmd fill(CreateContainerCmd request, WorkloadSpec spec, Surroundings around) {
        return fill(request, spec, around, false);
    }

    /** The same request with secret values masked. */
    CreateContainerCmd preview(CreateContainerCmd request, WorkloadSpec spec, Surroundings around) {
        return fill(request, spec, around, true);
    }

    private CreateContainerCmd fill(
            CreateContainerCmd request, WorkloadSpec spec, Surroundings around, boolean masked) {
        Program program = spec.program();
        boolean hasInput = program.stdin().length > 0;
        request.withName(containerName(spec))
                .withImage(image(spec).digest())
                .withLabels(Labels.of(installation, spec, around.marksOfImage()))
                .withEnv(environment(program, masked))
                .withExposedPorts(
                        spec.ports().stream().map(CreateRequestMapper::exposed).toList())
                .withAttachStdin(hasInput)
                .withStdinOpen(hasInput)
                .withStdInOnce(hasInput)
                .withTty(false)
                .withHostConfig(hostConfig(spec, around.cgroupParent()));
        String platform = SpecChecks.options(spec).platform();
        if (platform != null) {
            request.withPlatform(platform);
        }
        if (!program.args().isEmpty()) {
            request.withCmd(program.args());
        }
        return override(request, SpecChecks.options(spec).program());
    }

    private static CreateContainerCmd override(CreateContainerCmd request, ContainerProgram program) {
        if (!program.entrypoint().isEmpty()) {
            request.withEntrypoint(program.entrypoint());
        }
        if (program.user() != null) {
            request.withUser(program.user());
        }
        if (program.workingDirectory() != null) {
            request.withWorkingDir(program.workingDirectory());
        }
        return program.healthCheckIgnored()
                ? request.withHealthcheck(new HealthCheck().withTest(List.of("NONE")))
                : request;
    }

    private static List<String> environment(Program program, boolean masked) {
        return program.env().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(entry -> entry.getKey() + "="
                        + (masked && program.secretNames().contains(entry.getKey()) ? MASK : entry.getValue()))
                .toList();
    }

    private HostConfig hostConfig(WorkloadSpec spec, @Nullable String cgroupParent) {
        Resources resources = spec.resources();
        ContainerOptions options = SpecChecks.options(spec);
        HostConfig host = HostConfig.newHostConfig()
                .withMemory(resources.memory().bytes())
                .withMemorySwap(resources.memory().bytes())
                .withNanoCPUs(Math.round(resources.cpus() * NANOS_PER_CPU))
                .withCgroupParent(cgroupParent)
                .withRuntime(options.runtime())
                .withInit(false)
                .withAutoRemove(false)
                .withRestartPolicy(RestartPolicy.noRestart())
                .withMounts(Stream.concat(
                                spec.mounts().stream().map(CreateRequestMapper::mount),
                                options.tmpfs().stream().map(ConfinementMapper::mount))
                        .toList())
                .withPortBindings(bindings(spec.ports()))
                .withLogConfig(logConfig());
        return ConfinementMapper.fill(host, options.confinement(), pidsLimit);
    }

    /**
     * The driver {@code local} rather than {@code json-file}: that one replaces every byte that is not UTF-8, so output
     * read back would not be what the program wrote.
     */
    private LogConfig logConfig() {
        return new LogConfig(
                LogConfig.LoggingType.LOCAL,
                Map.of("max-size", logFileMib + "m", "max-file", Integer.toString(logFiles), "compress", "false"));
    }

    private static Mount mount(dev.triptych.spi.Mount mount) {
        return new Mount()
                .withType(MountType.BIND)
                .withSource(mount.directory().toString())
                .withTarget(mount.guestPath())
                .withReadOnly(mount.readOnly());
    }

    private static ExposedPort exposed(Port port) {
        return new ExposedPort(
                port.number(), port.protocol() == PortProtocol.UDP ? InternetProtocol.UDP : InternetProtocol.TCP);
    }

    private static Ports bindings(List<Port> ports) {
        Ports bindings = new Ports();
        for (Port port : ports) {
            Port.Publication publication = port.publication();
            if (publication != null) {
                bindings.bind(
                        exposed(port), Ports.Binding.bindIpAndPort(publication.bindAddress(), publication.hostPort()));
            }
        }
        return bindings;
    }
}

package dev.triptych.driver.container;

import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.ExposedPort;
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
import dev.triptych.spi.Port;
import dev.triptych.spi.PortProtocol;
import dev.triptych.spi.Program;
import dev.triptych.spi.Resources;
import dev.triptych.spi.Source;
import dev.triptych.spi.WorkloadKey;
import dev.triptych.spi.WorkloadSpec;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Description → the Engine's create request. */
record CreateRequestMapper(InstallationId installation, long pidsLimit, int logFileMib, int logFiles) {
    private static final String MASK = "***";
    private static final long NANOS_PER_CPU = 1_000_000_000L;

    /**
     * What images commonly need when their entrypoint starts as root: to own and read their files, to become another
     * user, to signal their children, to listen below 1024. Docker's own default adds raw sockets, devices, chroot,
     * file capabilities and the audit log, which we leave out.
     */
    private static final Capability[] KEPT = {
        Capability.CHOWN,
        Capability.DAC_OVERRIDE,
        Capability.FOWNER,
        Capability.KILL,
        Capability.NET_BIND_SERVICE,
        Capability.SETGID,
        Capability.SETUID
    };

    /** {@code triptych-<name>-<short id>}, with the generation behind it from the second on. */
    static String containerName(WorkloadSpec spec) {
        WorkloadKey key = spec.key();
        String suffix = key.generation() == 1 ? "" : "-g" + key.generation();
        return "triptych-" + spec.name() + "-" + key.id().shortForm() + suffix;
    }

    static Source.ContainerImage image(WorkloadSpec spec) {
        if (spec.source() instanceof Source.ContainerImage image) {
            return image;
        }
        throw new DriverException(
                DriverErrorCode.SOURCE_MISMATCH,
                "A container runs an image, and this source is none. Give {\"image\": …}.");
    }

    /** The whole request; the parent of its control groups is null for the Engine's own place. */
    CreateContainerCmd fill(CreateContainerCmd request, WorkloadSpec spec, @Nullable String cgroupParent) {
        return fill(request, spec, cgroupParent, false);
    }

    /** The same request with secret values masked. */
    CreateContainerCmd preview(CreateContainerCmd request, WorkloadSpec spec, @Nullable String cgroupParent) {
        return fill(request, spec, cgroupParent, true);
    }

    private CreateContainerCmd fill(
            CreateContainerCmd request, WorkloadSpec spec, @Nullable String cgroupParent, boolean masked) {
        Program program = spec.program();
        boolean hasInput = program.stdin().length > 0;
        request.withName(containerName(spec))
                .withImage(image(spec).digest())
                .withLabels(Labels.of(installation, spec))
                .withEnv(environment(program, masked))
                .withExposedPorts(
                        spec.ports().stream().map(CreateRequestMapper::exposed).toList())
                .withAttachStdin(hasInput)
                .withStdinOpen(hasInput)
                .withStdInOnce(hasInput)
                .withTty(false)
                .withHostConfig(hostConfig(spec, cgroupParent));
        String platform = SpecChecks.options(spec).platform();
        if (platform != null) {
            request.withPlatform(platform);
        }
        if (!program.args().isEmpty()) {
            request.withCmd(program.args());
        }
        return request;
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
        return HostConfig.newHostConfig()
                .withMemory(resources.memory().bytes())
                .withMemorySwap(resources.memory().bytes())
                .withNanoCPUs(Math.round(resources.cpus() * NANOS_PER_CPU))
                .withPidsLimit(pidsLimit)
                .withCgroupParent(cgroupParent)
                .withCapDrop(Capability.ALL)
                .withCapAdd(KEPT)
                .withSecurityOpts(List.of("no-new-privileges"))
                .withPrivileged(false)
                .withCgroupnsMode("private")
                .withIpcMode("private")
                .withRuntime(SpecChecks.options(spec).runtime())
                .withInit(false)
                .withAutoRemove(false)
                .withRestartPolicy(RestartPolicy.noRestart())
                .withMounts(
                        spec.mounts().stream().map(CreateRequestMapper::mount).toList())
                .withPortBindings(bindings(spec.ports()))
                .withLogConfig(logConfig());
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

package dev.triptych.controlplane.dispatch;

import dev.triptych.controlplane.access.SecretVault;
import dev.triptych.controlplane.volume.Volumes;
import dev.triptych.controlplane.volume.Volumes.Access;
import dev.triptych.controlplane.workload.Description;
import dev.triptych.controlplane.workload.EnvValue;
import dev.triptych.controlplane.workload.Limits;
import dev.triptych.controlplane.workload.MachinePorts;
import dev.triptych.controlplane.workload.MountSpec;
import dev.triptych.controlplane.workload.Pinned;
import dev.triptych.controlplane.workload.PortSpec;
import dev.triptych.controlplane.workload.WasmServing;
import dev.triptych.controlplane.workload.WorkloadRecord;
import dev.triptych.spi.CpuWeight;
import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.KindOptions;
import dev.triptych.spi.KindOptions.WasmHttp;
import dev.triptych.spi.KindOptions.WasmIsolation;
import dev.triptych.spi.KindOptions.WasmOptions;
import dev.triptych.spi.Mount;
import dev.triptych.spi.Port;
import dev.triptych.spi.Program;
import dev.triptych.spi.Resources;
import dev.triptych.spi.SharedNaming;
import dev.triptych.spi.WorkloadKey;
import dev.triptych.spi.WorkloadKind;
import dev.triptych.spi.WorkloadSpec;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Makes what the user wrote into what a driver is asked: sources opened, secrets looked up, volumes and ports filled in. */
@Component
public class Specs {
    private static final Logger LOG = LoggerFactory.getLogger(Specs.class);
    private static final String MASK = "********";

    private final Sources sources;
    private final SecretVault secrets;
    private final Volumes volumes;
    private final SharedNames names;

    Specs(Sources sources, SecretVault secrets, Volumes volumes, SharedNames names) {
        this.sources = sources;
        this.secrets = secrets;
        this.volumes = volumes;
        this.names = names;
    }

    /**
     * To be run now. Holds the values of secrets: never to be logged or kept.
     *
     * @throws DriverException {@link DriverErrorCode#SOURCE_NOT_FOUND} when a secret or the source is gone
     */
    public WorkloadSpec toRun(WorkloadRecord workload, WorkloadKey key) {
        Description description = workload.description();
        return spec(
                key,
                description,
                workload.pinned(),
                this::reveal,
                mount -> volumes.open(mount.volume(), access(description.kind(), mount)));
    }

    /** To be shown: secrets are checked and masked, volumes are named and not made. */
    WorkloadSpec toShow(Description description, Pinned pinned, WorkloadKey key) {
        return spec(key, description, pinned, this::mask, mount -> volumes.directory(mount.volume()));
    }

    private WorkloadSpec spec(
            WorkloadKey key,
            Description description,
            Pinned pinned,
            Function<String, String> secret,
            Function<MountSpec, Path> volume) {
        openNetwork(description);
        return new WorkloadSpec(
                key,
                description.name(),
                description.lifecycle(),
                sources.open(description, pinned),
                program(description, secret),
                mounts(description.mounts(), volume),
                description.ports().stream()
                        .map(port -> port(description.kind(), port, pinned))
                        .toList(),
                resources(description.resources()),
                options(description),
                description.network());
    }

    /** The machines' network begins with the first machine; others that share it may come before. Their drivers say if it fails. */
    private void openNetwork(Description description) {
        if (description.kind() != WorkloadKind.VM && description.network().onSharedNetwork()) {
            try {
                names.naming().ifPresent(SharedNaming::openNetwork);
            } catch (DriverException away) {
                LOG.warn("the shared network cannot begin: {}", away.internalDetail());
            }
        }
    }

    /** A machine shares the directory itself, and its own kernel is the guest's: so the host's kernel keeps it from writing. */
    private static Access access(WorkloadKind kind, MountSpec mount) {
        return kind == WorkloadKind.VM && mount.readOnly() ? Access.WITHOUT_WRITING : Access.AS_DESCRIBED;
    }

    private static Program program(Description description, Function<String, String> secret) {
        Map<String, String> env = new HashMap<>();
        Set<String> secretNames = new HashSet<>();
        if (!description.ports().isEmpty()) {
            env.put("PORT", String.valueOf(description.ports().getFirst().port()));
        }
        description.env().forEach((name, value) -> {
            switch (value) {
                case EnvValue.Plain plain -> env.put(name, plain.value());
                case EnvValue.Secret reference -> {
                    env.put(name, secret.apply(reference.name()));
                    secretNames.add(name);
                }
            }
        });
        return new Program(
                description.args(), env, secretNames, description.stdin().getBytes(StandardCharsets.UTF_8));
    }

    private String reveal(String secret) {
        return secrets.reveal(secret).orElseThrow(() -> noSecret(secret));
    }

    private String mask(String secret) {
        if (!secrets.exists(secret)) {
            throw noSecret(secret);
        }
        return MASK;
    }

    private static DriverException noSecret(String secret) {
        return new DriverException(
                DriverErrorCode.SOURCE_NOT_FOUND,
                "There is no secret \"" + secret + "\". Store it with PUT /secrets/" + secret + ".");
    }

    private static List<Mount> mounts(List<MountSpec> mounts, Function<MountSpec, Path> volume) {
        return mounts.stream()
                .map(mount -> new Mount(volume.apply(mount), mount.path(), mount.readOnly()))
                .toList();
    }

    private static Port port(WorkloadKind kind, PortSpec port, Pinned pinned) {
        return new Port(port.name(), port.port(), port.protocol(), publication(kind, port, pinned));
    }

    /** A machine's published ports are held for it ({@link MachinePorts}); its driver gets none to publish. */
    private static Port.@Nullable Publication publication(WorkloadKind kind, PortSpec port, Pinned pinned) {
        Integer hostPort = pinned.hostPorts().get(port.name());
        return hostPort == null || kind == WorkloadKind.VM ? null : new Port.Publication(port.bindAddress(), hostPort);
    }

    private static Resources resources(Limits limits) {
        Integer weight = limits.cpuWeight();
        return new Resources(
                limits.cpus(),
                limits.memory(),
                limits.disk(),
                limits.timeout(),
                weight == null ? null : new CpuWeight(weight),
                limits.io());
    }

    private static KindOptions options(Description description) {
        return switch (description.kind()) {
            case VM -> {
                KindOptions.VmOptions options = description.vm();
                yield options == null ? KindOptions.VmOptions.DEFAULT : options;
            }
            case CONTAINER -> {
                KindOptions.ContainerOptions options = description.container();
                yield options == null ? KindOptions.ContainerOptions.DEFAULT : options;
            }
            case WASM -> wasm(description);
        };
    }

    private static WasmOptions wasm(Description description) {
        KindOptions.WasmLimits limits = description.wasmLimits();
        WasmServing serving = description.wasmServing();
        Integer concurrency = serving == null ? null : serving.concurrency();
        WasmIsolation isolation = serving == null ? null : serving.isolation();
        return new WasmOptions(
                description.wasmEngine(),
                description.runsPerRequest() ? WasmHttp.CGI : WasmHttp.NONE,
                concurrency == null ? WasmOptions.DEFAULT_CONCURRENCY : concurrency,
                limits == null ? KindOptions.WasmLimits.NONE : limits,
                isolation == null ? WasmIsolation.SHARED : isolation);
    }
}

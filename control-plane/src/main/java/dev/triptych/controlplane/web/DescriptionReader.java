package dev.triptych.controlplane.web;

import dev.triptych.api.model.Io;
import dev.triptych.api.model.Mount;
import dev.triptych.api.model.Port;
import dev.triptych.api.model.Resources;
import dev.triptych.api.model.WasmHttp;
import dev.triptych.api.model.WasmLimits;
import dev.triptych.api.model.WasmOptions;
import dev.triptych.api.model.WorkloadDescription;
import dev.triptych.api.value.EnvValue;
import dev.triptych.controlplane.platform.ErrorCode;
import dev.triptych.controlplane.platform.TriptychException.InvalidRequest;
import dev.triptych.controlplane.platform.TriptychException.Unprocessable;
import dev.triptych.controlplane.platform.Violation;
import dev.triptych.controlplane.workload.Action;
import dev.triptych.controlplane.workload.Description;
import dev.triptych.controlplane.workload.KindPowers;
import dev.triptych.controlplane.workload.Limits;
import dev.triptych.controlplane.workload.MountSpec;
import dev.triptych.controlplane.workload.PortSpec;
import dev.triptych.controlplane.workload.ProbeSpec;
import dev.triptych.controlplane.workload.WasmServing;
import dev.triptych.spi.ByteSize;
import dev.triptych.spi.IoLimits;
import dev.triptych.spi.KindOptions.WasmIsolation;
import dev.triptych.spi.Lifecycle;
import dev.triptych.spi.PortProtocol;
import dev.triptych.spi.WorkloadKind;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a description as the API has it into one that is valid and complete. Everything that is wrong with it is named in
 * one refusal; where a part cannot be read, a harmless one stands in so that the rest is still looked at.
 */
final class DescriptionReader {
    /** These name things of the house on the addresses that services will have. */
    static final Set<String> RESERVED = Set.of("api", "console", "gateway", "host", "localhost", "metadata", "wpad");

    private static final int LONGEST_ARG = 32_768;
    private static final int LONGEST_VALUE = 131_072;

    private final WorkloadDescription body;
    private final Checks checks = new Checks();

    private DescriptionReader(WorkloadDescription body) {
        this.body = body;
    }

    /**
     * Reads it.
     *
     * @throws InvalidRequest with all violations
     * @throws Unprocessable {@link ErrorCode#NAME_RESERVED}
     */
    static Description read(WorkloadDescription body) {
        Description description = new DescriptionReader(body).readAll();
        if (RESERVED.contains(description.name())) {
            throw new Unprocessable(
                    ErrorCode.NAME_RESERVED,
                    "The name \"" + description.name() + "\" is reserved. Choose another.",
                    List.of(new Violation("name", "is reserved")));
        }
        return description;
    }

    private Description readAll() {
        checks.name(body.getName(), "name");
        checks.require(body.getKind() != null, "kind", "is required: vm, container or wasm");
        WorkloadKind kind = body.getKind() == null
                ? WorkloadKind.WASM
                : WorkloadKind.valueOf(body.getKind().name());
        var source = new SourceReader(checks).read(body.getSource());
        var probe = new ProbeReader(checks).read(body.getProbe());
        var restart = RestartReader.read(body.getRestart(), checks);
        List<Violation> others = List.of();
        Description description = null;
        try {
            description = new Description(
                    nameOrPlaceholder(),
                    kind,
                    body.getLifecycle() == null
                            ? Lifecycle.JOB
                            : Lifecycle.valueOf(body.getLifecycle().name()),
                    source,
                    args(),
                    env(),
                    Objects.requireNonNullElse(body.getStdin(), ""),
                    mounts(),
                    ports(),
                    limits(kind, body.getResources()),
                    probe,
                    restart,
                    labels(),
                    engine(),
                    wasmLimits(),
                    wasmServing(),
                    new ContainerReader(checks).read(body.getContainer()),
                    new VmReader(checks).read(body.getVm()),
                    NetworkReader.read(body.getNetwork()));
        } catch (InvalidRequest rules) {
            others = rules.violations();
        }
        if (description != null) {
            requireCommandsForProbe(description);
        }
        checks.add(others).refuseIfAny();
        return Objects.requireNonNull(description);
    }

    private void requireCommandsForProbe(Description description) {
        ProbeSpec probe = description.probe();
        if (probe != null && probe.check() instanceof ProbeSpec.Exec) {
            KindPowers.lacks(Action.EXEC, description)
                    .ifPresent(reason -> checks.require(false, "probe.exec", "cannot be had: " + reason));
        }
    }

    private String nameOrPlaceholder() {
        return checks.hold() && body.getName() != null ? body.getName() : "placeholder";
    }

    private List<String> args() {
        List<@Nullable String> given = listed(body.getArgs());
        List<String> args = new ArrayList<>();
        for (int i = 0; i < given.size(); i++) {
            String arg = given.get(i);
            checks.require(arg != null, "args[" + i + "]", "must be text").length(arg, LONGEST_ARG, "args[" + i + "]");
            args.add(Objects.requireNonNullElse(arg, ""));
        }
        return args;
    }

    private Map<String, dev.triptych.controlplane.workload.EnvValue> env() {
        Map<String, dev.triptych.controlplane.workload.EnvValue> env = new LinkedHashMap<>();
        Map<String, EnvValue> given = body.getEnv() == null ? Map.of() : body.getEnv();
        given.forEach((name, value) -> env.put(name, value(name, value)));
        return env;
    }

    private dev.triptych.controlplane.workload.EnvValue value(String name, EnvValue value) {
        return switch (value) {
            case EnvValue.Text text -> {
                checks.length(text.text(), LONGEST_VALUE, "env." + Shown.text(name));
                yield new dev.triptych.controlplane.workload.EnvValue.Plain(text.text());
            }
            case EnvValue.Secret secret -> new dev.triptych.controlplane.workload.EnvValue.Secret(secret.secret());
        };
    }

    private Map<String, String> labels() {
        Map<String, String> labels = new LinkedHashMap<>();
        Map<String, String> given = body.getLabels() == null ? Map.of() : body.getLabels();
        given.forEach((key, value) -> {
            Optional<String> text = Optional.ofNullable(value);
            checks.require(text.isPresent(), "labels." + Shown.text(key), "must be text");
            labels.put(key, text.orElse(""));
        });
        return labels;
    }

    private List<MountSpec> mounts() {
        List<@Nullable Mount> given = listed(body.getMounts());
        checks.require(given.size() <= 32, "mounts", "must be at most 32");
        List<MountSpec> mounts = new ArrayList<>();
        for (int i = 0; i < given.size(); i++) {
            String field = "mounts[" + i + "]";
            Mount mount = given.get(i);
            boolean whole = mount != null && mount.getVolume() != null && mount.getPath() != null;
            checks.require(whole, field, "needs volume and path");
            if (mount != null && whole) {
                mounts.add(new MountSpec(mount.getVolume(), mount.getPath(), Boolean.TRUE.equals(mount.getReadOnly())));
            }
        }
        return mounts;
    }

    private List<PortSpec> ports() {
        List<@Nullable Port> given = listed(body.getPorts());
        checks.require(given.size() <= 32, "ports", "must be at most 32");
        List<PortSpec> ports = new ArrayList<>();
        for (int i = 0; i < given.size(); i++) {
            Port port = given.get(i);
            boolean whole = port != null && port.getPort() != null;
            checks.require(whole, "ports[" + i + "].port", "is required");
            if (port != null && whole) {
                ports.add(port(port));
            }
        }
        return ports;
    }

    private static PortSpec port(Port port) {
        return new PortSpec(
                Objects.requireNonNullElse(port.getName(), String.valueOf(port.getPort())),
                port.getPort(),
                port.getProtocol() == null
                        ? PortProtocol.TCP
                        : PortProtocol.valueOf(port.getProtocol().name()),
                port.getPublish(),
                port.getBind());
    }

    private Limits limits(WorkloadKind kind, @Nullable Resources given) {
        Resources resources = given == null ? new Resources() : given;
        BigDecimal cpus = resources.getCpus();
        return new Limits(
                cpus == null ? Limits.DEFAULT_CPUS : cpus.doubleValue(),
                checks.parsed(resources.getMemory(), "resources.memory", ByteSize::parse, Limits.defaultMemory(kind)),
                resources.getDisk() == null
                        ? null
                        : checks.parsed(
                                resources.getDisk(), "resources.disk", ByteSize::parse, ByteSize.ofMebibytes(1)),
                resources.getTimeout() == null
                        ? null
                        : checks.parsed(
                                resources.getTimeout(),
                                "resources.timeout",
                                DurationText::parse,
                                Duration.ofSeconds(1)),
                resources.getCpuWeight(),
                io(resources.getIo()));
    }

    private static @Nullable IoLimits io(@Nullable Io given) {
        if (given == null) {
            return null;
        }
        IoLimits io = new IoLimits(
                given.getReadBytesPerSecond(),
                given.getWriteBytesPerSecond(),
                given.getReadOperationsPerSecond(),
                given.getWriteOperationsPerSecond());
        return io.none() ? null : io;
    }

    private String engine() {
        String engine = body.getWasm() == null ? null : body.getWasm().getEngine();
        return engine == null ? Description.AUTO : engine;
    }

    private dev.triptych.spi.KindOptions.@Nullable WasmLimits wasmLimits() {
        WasmLimits given = body.getWasm() == null ? null : body.getWasm().getLimits();
        if (given == null) {
            return null;
        }
        Duration cpuTime = given.getCpuTime() == null
                ? null
                : checks.parsed(given.getCpuTime(), "wasm.limits.cpuTime", DurationText::parse, Duration.ofSeconds(1));
        checks.require(cpuTime == null || cpuTime.isPositive(), "wasm.limits.cpuTime", "must be more than 0");
        ByteSize output = given.getOutput() == null
                ? null
                : checks.parsed(given.getOutput(), "wasm.limits.output", ByteSize::parse, ByteSize.ofMebibytes(1));
        return new dev.triptych.spi.KindOptions.WasmLimits(
                cpuTime, output, given.getOpenFiles(), given.getTableEntries());
    }

    private @Nullable WasmServing wasmServing() {
        WasmOptions wasm = body.getWasm();
        if (wasm == null) {
            return null;
        }
        boolean cgi = wasm.getHttp() == WasmHttp.CGI;
        WasmIsolation isolation =
                wasm.getIsolation() == dev.triptych.api.model.WasmIsolation.DEDICATED ? WasmIsolation.DEDICATED : null;
        return cgi || wasm.getConcurrency() != null || isolation != null
                ? new WasmServing(cgi, wasm.getConcurrency(), isolation)
                : null;
    }

    /** Bodies may hold null where a list should have values; the caller says which one. */
    private static <T> List<@Nullable T> listed(@Nullable List<T> given) {
        return given == null ? List.of() : new ArrayList<@Nullable T>(given);
    }
}
